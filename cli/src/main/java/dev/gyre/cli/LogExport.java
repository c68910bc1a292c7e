package dev.gyre.cli;

import dev.gyre.events.file.LogFileWriter;
import dev.gyre.events.file.Redaction;
import dev.gyre.schemas.kinds.KubernetesKinds;
import dev.gyre.schemas.record.LogFileHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span of the log on its way into a file: {@code gyre events --export}. Null moments are the log's beginning and end. */
record LogExport(@Nullable Moment from, @Nullable Moment to, List<String> redact, Path file) {

    int write(LogReader.Source source) {
        LogFileHeader header = LogFileWriter.write(
                source.log(),
                source.topics(),
                KubernetesKinds.registry(),
                span(source),
                Redaction.of(redact, kind -> groupResource(kind, source.kinds())),
                Gyre.version(),
                Instant.now(),
                file);
        System.out.println("%s: %s to revision %d, %s to %s; %d records, of which %d decisions; %s"
                .formatted(
                        file,
                        header.fromRevision() == 0
                                ? "from the beginning"
                                : "the state at revision " + header.fromRevision() + " and what came after it",
                        header.toRevision(),
                        header.fromTime(),
                        header.toTime(),
                        header.records(),
                        header.decisions(),
                        size()));
        return 0;
    }

    /** A kind may be called as kubectl does; one that there is not is refused, since nothing would be taken out. */
    private static String groupResource(String kind, RecordedKinds kinds) {
        return ObjectArgument.kind(kind, kinds).groupResource();
    }

    private LogFileWriter.Span span(LogReader.Source source) {
        return new LogFileWriter.Span(source.isBefore(from), source.isWithin(to), to == null ? 0 : to.neededRevision());
    }

    private String size() {
        try {
            return (Files.size(file) + 1023) / 1024 + " KiB";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
