// The body of PATCH /users/:id: every column that may change, each optional.
import { UpdateDto } from 'oxyde';
import { User } from './user.entity.js';

export class UpdateUser extends UpdateDto(User, { pick: ['name', 'email', 'role', 'active'] }) {}
