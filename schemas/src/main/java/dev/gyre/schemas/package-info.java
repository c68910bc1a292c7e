/**
 * What a resource is. The registry of kinds ({@link dev.gyre.schemas.ResourceKinds}) has one entry a kind: names,
 * versions, scope, verbs, columns, defaults, conversions and the schema of its fields. Beside it stand the words that
 * every other module speaks in: {@link dev.gyre.schemas.ResourceKey}, {@link dev.gyre.schemas.Resource}, {@link
 * dev.gyre.schemas.Command} and its {@link dev.gyre.schemas.Outcome}, and the records of the log in {@code
 * dev.gyre.schemas.record}. Nothing here knows of etcd, Kafka, HTTP, actors or a clock.
 */
@NullMarked
package dev.gyre.schemas;

import org.jspecify.annotations.NullMarked;
