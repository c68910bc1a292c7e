package dev.gyre.events.file;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.events.EventLog.Partition;
import dev.gyre.events.EventLog.TopicSpec;
import dev.gyre.events.Topics;
import dev.gyre.events.memory.InMemoryEventLog;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.LogFileHeader;
import dev.gyre.schemas.record.LogFileRecord;
import dev.gyre.schemas.record.RecordFormatException;
import dev.gyre.schemas.record.RecordJson;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** A log file, read into memory: a log like any other, which holds what the header says and nothing else. */
public final class LogFile implements AutoCloseable {

    /** Of the memory of this process, what a file's records may take; what is made of them needs the rest. */
    private static final double MOST_OF_MEMORY = 0.6;

    private final LogFileHeader header;
    private final Topics topics;
    private final InMemoryEventLog log = new InMemoryEventLog();

    private LogFile(LogFileHeader header) {
        this.header = header;
        this.topics = topics(header);
    }

    /** Reads all of it; throws {@link LogFileException} where it is no log file, or not a whole one. */
    public static LogFile read(Path file) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            LogFile read = new LogFile(header(lines.readLine()));
            read.take(lines);
            return read;
        } catch (NoSuchFileException e) {
            throw new LogFileException("there is no file " + file, e);
        } catch (EOFException e) {
            throw new LogFileException(file + " is no log file, or ends too soon", e);
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            throw new LogFileException(file + " is no log file, or a damaged one: " + e.getMessage(), e);
        }
    }

    public LogFileHeader header() {
        return header;
    }

    public InMemoryEventLog log() {
        return log;
    }

    /** The topics of the log that the file is from. */
    public Topics topics() {
        return topics;
    }

    private static LogFileHeader header(@Nullable String line) {
        if (line == null) {
            throw new RecordFormatException("log file: expected a header, found nothing");
        }
        LogFileHeader header = RecordJson.logFileFromJson(Json.readObject(bytes(line)));
        long room = (long) (MOST_OF_MEMORY * Runtime.getRuntime().maxMemory());
        if (header.bytes() > room) {
            throw new LogFileException(
                    "the file holds " + (header.bytes() >> 20) + " MiB of records, and this process has room for "
                            + (room >> 20) + " MiB: export a shorter span, or give it more (JDK_JAVA_OPTIONS=-Xmx8g)");
        }
        return header;
    }

    private static Topics topics(LogFileHeader header) {
        return new Topics(
                partitions(header, Topics.CHANGES),
                partitions(header, Topics.EVENT_CHANGES),
                partitions(header, Topics.KUBELET),
                partitions(header, Topics.DECISIONS));
    }

    private static int partitions(LogFileHeader header, String topic) {
        int partitions = header.topics().getOrDefault(topic, 0);
        if (partitions < 1) {
            throw new RecordFormatException("log file.topics: expected " + topic + ", found nothing");
        }
        return partitions;
    }

    private void take(BufferedReader lines) throws IOException {
        List<TopicSpec> specs = new ArrayList<>();
        topics.specs().forEach(spec -> specs.add(new TopicSpec(spec.name(), spec.partitions(), Map.of())));
        log.ensureTopics(specs).toCompletableFuture().join();
        long taken = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            LogFileRecord record = RecordJson.logFileRecordFromJson(Json.readObject(bytes(line)));
            log.append(new Entry(
                            new Partition(record.topic(), record.partition()),
                            record.key(),
                            record.headers(),
                            record.value() == null ? null : Json.write(record.value())))
                    .toCompletableFuture()
                    .join();
            taken++;
        }
        if (taken != header.records()) {
            throw new LogFileException(
                    "the file is cut short: it holds " + taken + " of " + header.records() + " records");
        }
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        log.close();
    }
}
