package dev.gyre.actors.shell;

import java.time.Duration;

/** Hears what becomes of a reconciler's keys, for metrics; times are those that the rules are given. Changes nothing. */
public interface QueueListener {

    /** Nobody listens. */
    QueueListener NONE = new QueueListener() {};

    /** A key that had nothing to be looked at for has something now. */
    default void added() {}

    /** A key is decided about, this long after it was added or was to be tried again. */
    default void taken(Duration waited) {}

    /** The round is over, commands and their answers included. */
    default void done(Duration took) {}

    /** A key will be tried again after a failure. */
    default void retried() {}

    /** So many keys could be decided about at once. */
    default void depth(int keys) {}
}
