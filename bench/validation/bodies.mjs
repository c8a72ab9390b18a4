// The classes and the objects of the suite `validation`.
import 'reflect-metadata';
import {
  ArrayMaxSize,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';

/** Writes the decorators of each property. */
function rules(type, properties) {
  for (const [property, decorators] of Object.entries(properties)) for (const decorate of decorators) decorate(type.prototype, property);
}

class CreateUser {}
rules(CreateUser, {
  name: [IsString(), MaxLength(50)],
  email: [IsEmail()],
  age: [IsInt(), Min(0), Max(150)],
  role: [IsIn(['reader', 'author', 'admin'])],
  isActive: [IsBoolean()],
  bio: [IsOptional(), MaxLength(500)],
  slug: [Matches(/^[a-z0-9-]+$/)],
  token: [IsUUID()],
});

class Item {}
rules(Item, { sku: [IsString(), MinLength(3)], quantity: [IsInt(), Min(1)] });

class Address {}
rules(Address, { street: [IsString()], city: [IsString(), MaxLength(80)], zip: [Matches(/^\d{5}$/)] });

class CreateOrder {}
rules(CreateOrder, {
  customer: [IsString(), MaxLength(50)],
  address: [ValidateNested()],
  items: [ArrayMaxSize(20), ValidateNested({ each: true })],
});

export function flatBodies(count) {
  return Array.from({ length: count }, (_, index) =>
    Object.assign(new CreateUser(), {
      name: `User ${index}`,
      email: `user${index}@example.com`,
      age: index % 100,
      role: 'author',
      isActive: index % 2 === 0,
      bio: index % 3 === 0 ? undefined : 'Writes about databases.',
      slug: `user-${index}`,
      token: `550e8400-e29b-41d4-a716-${String(446655440000 + index)}`,
    }),
  );
}

export function nestedBodies(count) {
  return Array.from({ length: count }, (_, index) =>
    Object.assign(new CreateOrder(), {
      customer: `Customer ${index}`,
      address: Object.assign(new Address(), { street: 'Main Street 1', city: 'Bonn', zip: '53111' }),
      items: Array.from({ length: 3 }, (__, item) => Object.assign(new Item(), { sku: `sku-${item}`, quantity: item + 1 })),
    }),
  );
}
