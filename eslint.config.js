// Strict TypeScript, Lit and web-component rules, the import table of the design and the ban list of the threat model.
import { defineConfig, globalIgnores } from 'eslint/config';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** Never, anywhere in the product: text becomes markup or code, a message goes to anybody, a certificate is not checked. */
const bannedEverywhere = [
  ['innerHTML', 'outerHTML'].map((name) => ({
    selector: `MemberExpression[property.name="${name}"]`,
    message: `${name} parses text as markup; build nodes instead.`,
  })),
  ['insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'parseFromString'].map((name) => ({
    selector: `CallExpression[callee.property.name="${name}"]`,
    message: `${name} parses text as markup; build nodes instead.`,
  })),
  ['write', 'writeln'].map((name) => ({
    selector: `CallExpression[callee.object.name="document"][callee.property.name="${name}"]`,
    message: 'document.write is never needed.',
  })),
  {
    selector: 'ImportDeclaration[source.value=/unsafe-(html|svg|mathml)|static-html/]',
    message: 'Provider text is only ever rendered as text.',
  },
  {
    selector: 'CallExpression[callee.property.name="postMessage"] > Literal[value="*"]',
    message: 'Name the exact target origin.',
  },
  {
    selector: 'Property[key.name="targetOrigin"] > Literal[value="*"]',
    message: 'Name the exact target origin.',
  },
  {
    selector: 'Property[key.name="rejectUnauthorized"], Property[key.value="rejectUnauthorized"]',
    message: 'Certificates are always checked.',
  },
].flat();

/** In the browser nothing is kept: a token or a field in storage outlives its page. */
const bannedInWidget = [
  {
    selector: 'MemberExpression[property.name="cookie"][object.name="document"]',
    message: 'The widget uses no cookies.',
  },
  {
    selector: 'ImportDeclaration[source.value=/server\\/contract/][importKind!="type"]',
    message: 'Types only: a value import would ship zod to the browser.',
  },
];

/** Parsing is done at the border, by codecs that check what they read. */
const bannedInServer = [
  {
    selector: 'CallExpression[callee.object.name="z"][callee.property.name="url"][arguments.length=0]',
    message: 'z.url() accepts javascript:; name the protocols.',
  },
];

const globals = (...names) => names.map((name) => ({ name, message: 'Use the injected one, or none at all.' }));

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', '.data/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-implied-eval': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', ...bannedEverywhere],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // By code points is what is wanted of a text.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // Events and apps of one shape and another type parameter are no mistake.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Matters of taste that the compiler or the reader settles.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Names of what a copy leaves out, and methods that say they need no object.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
    },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/best-practice']],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      'no-restricted-syntax': ['error', ...bannedEverywhere, ...bannedInWidget],
      'no-restricted-globals': ['error', ...globals('sessionStorage', 'event', 'name')],
      'no-console': ['error', { allow: ['warn', 'error'] }],
      // Safari forgets that a list is one when it has no bullets.
      'lit-a11y/no-redundant-role': 'off',
    },
  },
  {
    files: ['server/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...bannedEverywhere, ...bannedInServer],
      'no-restricted-properties': ['error', { object: 'URL', property: 'canParse', message: 'Use lib/parse-url.ts.' }],
      'no-console': 'error',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // node:test returns promises from test() and describe() that nobody awaits.
      '@typescript-eslint/no-floating-promises': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
);
