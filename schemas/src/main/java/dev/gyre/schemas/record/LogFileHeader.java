package dev.gyre.schemas.record;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The first line of a log file: which part of which log it holds. Everything after {@code fromRevision} up to and including
 * {@code toRevision} is in it and, where {@code fromRevision} is not 0, the state of the cluster at that revision before it.
 *
 * @param release the version of the code that wrote the file
 * @param releases the versions of the code that made the decisions in it
 * @param generation of the log
 * @param topics of the log the file is from, with their numbers of partitions
 * @param fromTime of the last change at or before {@code fromRevision}; of the first change where that is 0
 * @param toTime of the last change
 * @param partitions of those that have records in the span, the first and the last position there
 * @param redacted the fields whose values were taken out, as they were asked for
 * @param records lines after this one
 * @param bytes of these lines before compression
 */
public record LogFileHeader(
        String release,
        List<String> releases,
        Instant exportedAt,
        String clusterId,
        long generation,
        Map<String, Integer> topics,
        long fromRevision,
        long toRevision,
        Instant fromTime,
        Instant toTime,
        Map<String, Span> partitions,
        List<String> redacted,
        long decisions,
        long records,
        long bytes) {

    /** The first and the last position of a partition's changes, both included. */
    public record Span(Position first, Position last) {}
}
