// The body of PATCH /users/:id: every column that may change, each optional.
import { PartialType, PickType } from '@nestjs/swagger';
import { User } from './user.entity.js';

export class UpdateUser extends PartialType(PickType(User, ['name', 'email', 'role', 'active'] as const)) {}
