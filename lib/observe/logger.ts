// Where a data source writes its messages: Nest's Logger and console fit.

export interface Logger {
  log(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  debug?(message: string): void;
}
