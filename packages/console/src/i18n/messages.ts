import { IntlMessageFormat } from "intl-messageformat";

type Values = Readonly<Record<string, string | number>>;
type Catalogue = Readonly<Record<string, string>>;
/** The texts of one part of the console, by key. */
export type Texts<C extends Catalogue> = (key: keyof C & string, values?: Values) => string;

const catalogues = new Map<string, Catalogue>();
const compiled = new Map<string, IntlMessageFormat>();
let locale = "en";
let translation: Catalogue = {};

/**
 * Declares the English texts of a part of the console, as ICU messages. A translation is a table from
 * `<part>.<key>` to messages of the same kind; what it lacks stays English.
 */
export function messages<const C extends Catalogue>(part: string, english: C): Texts<C> {
  catalogues.set(part, english);
  return (key, values) => {
    const id = `${part}.${key}`;
    const message = translation[id] ?? english[key]!;
    // Most texts are plain; those cost nothing.
    if (!message.includes("{") && !message.includes("'")) return message;
    let format = compiled.get(id);
    if (!format) {
      format = new IntlMessageFormat(message, locale);
      compiled.set(id, format);
    }
    return String(format.format(values));
  };
}

/** Sets the language; call before anything is shown. */
export function setTranslation(language: string, table: Catalogue): void {
  locale = language;
  translation = table;
  compiled.clear();
}

/** Every text declared so far, by `<part>.<key>`: what a translator is given. */
export function declaredMessages(): Catalogue {
  return Object.fromEntries(
    [...catalogues].flatMap(([part, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${part}.${key}`, text] as const),
    ),
  );
}
