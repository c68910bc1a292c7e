/**
 * The log. {@link dev.gyre.events.EventLog} is the port: append, read, follow and own partitions, on Kafka or in memory,
 * both under one contract suite. On it stand pure rules that know neither: which topic and partition a change belongs to,
 * how records are encoded as CloudEvents, which records are void, what the relay does next, and when a view over all
 * partitions has reached a revision. This is the only module that sees Kafka.
 */
@NullMarked
package dev.gyre.events;

import org.jspecify.annotations.NullMarked;
