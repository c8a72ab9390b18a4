// Tells real dates and times from texts that only look like them.

const dateForm = /^\d{4}-\d{2}-\d{2}$/;
const timeForm = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$/;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the text is a day of the calendar: `YYYY-MM-DD`, years 0001 to 9999. */
export function isDate(text: string): boolean {
  if (text.length !== 10 || !dateForm.test(text)) return false;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(year, month);
}

/** Whether the text is a time of day: `HH:mm:ss[.ffffff]`. */
export function isTime(text: string): boolean {
  return timeForm.test(text);
}

/** Whether the text is a date and a time with `T` between them. */
export function isLocalTimestamp(text: string): boolean {
  return text[10] === 'T' && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

function lengthOf(year: number, month: number): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : (daysInMonth[month - 1] ?? 0);
}
