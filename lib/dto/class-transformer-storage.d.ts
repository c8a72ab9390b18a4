// The storage of class-transformer, which its types leave out: metadata by kind, class and property.
declare module 'class-transformer/cjs/storage.js' {
  type ByClass = Map<unknown, Map<string, unknown>>;
  export const defaultMetadataStorage: Readonly<
    Record<'_typeMetadatas' | '_transformMetadatas' | '_exposeMetadatas' | '_excludeMetadatas', ByClass>
  >;
}
