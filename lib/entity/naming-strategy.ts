// Names in the database for names in the class.

/** Gives stored names for class and property names; used where `table` or `column` is not written. */
export interface NamingStrategy {
  table(className: string): string;
  column(property: string): string;
}

/** `BlogPost` and `createdAt` become `blog_post` and `created_at`. */
export const snakeCase: NamingStrategy = { table: toSnakeCase, column: toSnakeCase };

function toSnakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}
