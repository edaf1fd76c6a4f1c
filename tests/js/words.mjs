// The catalogs as pages have them.

import { readFileSync } from "node:fs";
import { Catalogue } from "../../static/js/format/translations.js";

const read = (language) => new Catalogue(JSON.parse(readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), "utf8")));

export const pl = read("pl");
export const en = read("en");
