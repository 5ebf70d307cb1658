import tseslint from 'typescript-eslint';

// Biome formats and lints; eslint is here only for the promise rules, which need types that Biome does not see through packages.
export default tseslint.config({
  files: ['{src,collector,test,examples,bench}/**/*.{ts,tsx}'],
  ignores: ['**/dist/**', '**/*.config.ts'],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    '@typescript-eslint/await-thenable': 'error',
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  },
});
