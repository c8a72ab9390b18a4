// The clients of the suite `validation`: both with the options that Nest's pipe has by default.
import { validate } from 'class-validator';
import { objectValidator } from '../../dist/esm/lib/index.js';

const options = { forbidUnknownValues: false, validationError: { target: false } };
const databases = ['none'];

export const validationClients = [
  { name: 'oxyde', databases, open: async () => ({ validate: objectValidator(options) }) },
  { name: 'class-validator', databases, open: async () => ({ validate: (object) => validate(object, options) }) },
];
