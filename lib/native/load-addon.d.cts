// The face of load-addon.cjs.

/** The addon, or the package that would bring it and why nothing could be loaded. */
export type LoadedAddon =
  | { readonly addon: unknown; readonly packageName?: undefined }
  | { readonly addon?: undefined; readonly packageName: string; readonly reasons: readonly unknown[] };

/** Loads the addon; does not throw. */
export function loadAddon(): LoadedAddon;
