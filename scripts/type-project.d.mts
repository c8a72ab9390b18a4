// The types of type-project.mjs, for the tests that share it.
import type ts from 'typescript';

export declare const entityCount: number;
export declare function projectFiles(count?: number): Map<string, string>;
export declare function pathOf(name: string): string;
export declare function compile(files: Map<string, string>): { readonly program: ts.Program; readonly errors: string[] };
export declare function countInstantiations(): number;
export declare function openInEditor(files: Map<string, string>): {
  readonly service: ts.LanguageService;
  edit(path: string, text: string): void;
};
