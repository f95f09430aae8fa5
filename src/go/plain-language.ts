/** git speaks the language of the machine, and `go` hands its words on: what is read has to be English. */
export const plainLanguage: Readonly<Record<string, string>> = { LC_ALL: 'C' };
