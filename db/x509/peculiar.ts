// The library's container of algorithms wants this to be there before it.
import "reflect-metadata";

export * from "@peculiar/x509";
