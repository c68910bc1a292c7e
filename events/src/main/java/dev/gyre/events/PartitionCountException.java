package dev.gyre.events;

/** A topic exists with another number of partitions than the log was made with. */
public final class PartitionCountException extends RuntimeException {
    public PartitionCountException(String topic, int expected, int found) {
        super("topic " + topic + " has " + found + " partitions and must have " + expected
                + ": the number is part of the log and cannot change");
    }
}
