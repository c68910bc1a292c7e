/** The records of the log, as data; how they travel over Kafka is the business of {@code dev.gyre.events}. */
@NullMarked
package dev.gyre.schemas.record;

import org.jspecify.annotations.NullMarked;
