// What scripts may not do. The pages run as they are written, on the oldest browsers that are supported.

import js from "@eslint/js";
import globals from "globals";

// Newer than Chromium 87. What the language or the library got later is refused by tsconfig's `module` and `lib`.
const TOO_NEW = [
  { selector: "StaticBlock", message: "Class static blocks need Chromium 94." },
  { selector: "CallExpression[callee.property.name='checkVisibility']", message: "Needs Chromium 105: isSeen() of dom.js." },
];

export default [
  { ignores: ["**/node_modules/", "**/*.d.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      curly: ["error", "multi-line"],
      "dot-notation": "error",
      eqeqeq: "error",
      "no-console": "error",
      "no-eval": "error",
      "no-implicit-globals": "error",
      "no-restricted-properties": ["error", { property: "innerHTML", message: "Data only ever becomes text or an attribute." }],
      "no-restricted-syntax": ["error", ...TOO_NEW],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  {
    files: ["**/guard.js", "**/retry.js"],
    languageOptions: { ecmaVersion: 5, sourceType: "script", globals: globals.browser },
    rules: { "no-var": "off", "object-shorthand": "off", "prefer-template": "off", "no-unused-vars": ["error", { caughtErrors: "none" }] },
  },
  {
    files: ["**/*.mjs", "**/eslint.config.js"],
    languageOptions: { globals: globals.nodeBuiltin },
  },
];
