// @neo4j/graphql behind Apollo Server over the graph of a Neo4j, on loopback: node server.mjs BOLT
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type Subject @node {
    key: ID!
    uscc: String
    displayName: String
    grades: [GradeRecord!]! @relationship(type: "GRADED", direction: OUT)
  }
  type GradeRecord @node {
    grade: String!
    evaluatedOn: String
    validUntil: String
    supersededAt: String
    itemKey: String
    item: [Item!]! @relationship(type: "UNDER", direction: OUT)
  }
  type Item @node {
    key: ID!
    displayName: String
    department: [Department!]! @relationship(type: "SUPERVISED_BY", direction: OUT)
  }
  type Department @node {
    displayName: String
  }
`;

const driver = neo4j.driver(process.argv[2]);
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema });
const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
console.log(url);
