/**
 * What applications ask for over Kafka. A service account with the annotation {@code gyre.dev/intents: "true"} has a topic of
 * its own; {@link dev.gyre.gateway.intents.IntentService} finds these accounts and shares the partitions of their topics with
 * other gateways, and an {@link dev.gyre.gateway.intents.IntentPartition} carries out what is on one of them, as that
 * account, in order and once. {@link dev.gyre.gateway.intents.IntentCommands} says what a record means.
 */
@NullMarked
package dev.gyre.gateway.intents;

import org.jspecify.annotations.NullMarked;
