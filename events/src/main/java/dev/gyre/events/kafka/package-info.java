/** The log on Kafka: a client of any Kafka, and a broker inside this JVM for machines that have none. */
@NullMarked
package dev.gyre.events.kafka;

import org.jspecify.annotations.NullMarked;
