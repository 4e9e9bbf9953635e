"""The page and the playground: their TypeScript sources, how they are built at the first start, and how they are served."""
