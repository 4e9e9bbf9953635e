import type { CodegenConfig } from "@graphql-codegen/cli";

/** Where the schema is: the gateway's address that stays, or a file that `./yuxin schema` wrote. */
const gateway = process.env["YUXIN"] ?? "http://127.0.0.1:8000";
const schema = process.env["YUXIN_SCHEMA"] ?? `${gateway}/schema.graphql`;
const token = process.env["YUXIN_TOKEN"];
const headers = {
  // The loader offers zstd, which Node can read from 22.15 on.
  "accept-encoding": "gzip",
  ...(token ? { authorization: `Bearer ${token}` } : {}),
};

const config: CodegenConfig = {
  schema: schema.startsWith("http") ? [{ [schema]: { headers } }] : schema,
  emitLegacyCommonJSImports: false,
  documents: "src/**/*.graphql",
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { persistedDocuments: { hashAlgorithm: "sha256" }, fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        // A field of a registered department may be of a scalar of its own.
        defaultScalarType: "unknown",
        scalars: { USCC: "string", Date: "string", DateTime: "string" },
      },
    },
  },
};

export default config;
