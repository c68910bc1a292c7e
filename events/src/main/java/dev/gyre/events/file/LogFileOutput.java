package dev.gyre.events.file;

import dev.gyre.events.EventLog.Entry;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.record.LogFileHeader;
import dev.gyre.schemas.record.LogFileRecord;
import dev.gyre.schemas.record.RecordJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bytes of a log file on their way to the disk. The header comes first and is known last, so the records are written beside
 * it and put behind it at the end: two members of one gzip file. Readable for its owner only, and there only when it is whole.
 */
final class LogFileOutput implements AutoCloseable {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final Path body;
    private final OutputStream out;
    private long records;
    private long bytes;

    private LogFileOutput(Path file, Path body, OutputStream out) {
        this.file = file;
        this.body = body;
        this.out = out;
    }

    static LogFileOutput open(Path file) {
        try {
            Path target = file.toAbsolutePath();
            Path body = temporary(target);
            return new LogFileOutput(
                    target, body, new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(body))));
        } catch (NoSuchFileException e) {
            throw new LogFileException("cannot write " + file + ": there is no such directory", e);
        } catch (IOException e) {
            throw new LogFileException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path temporary(Path target) throws IOException {
        return Files.createTempFile(target.getParent(), "." + target.getFileName(), ".part", OWNER_ONLY);
    }

    void write(Entry entry) {
        byte[] value = entry.value();
        try {
            bytes += line(
                    out,
                    RecordJson.logFileRecordToJson(new LogFileRecord(
                            entry.partition().topic(),
                            entry.partition().number(),
                            entry.key(),
                            entry.headers(),
                            value == null ? null : Json.readObject(value))));
            records++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    void finish(LogFileHeader header) {
        try {
            out.close();
            Path whole = whole();
            Files.createFile(whole, OWNER_ONLY);
            try (OutputStream to = Files.newOutputStream(whole)) {
                GZIPOutputStream head = new GZIPOutputStream(to);
                line(head, RecordJson.logFileToJson(header));
                head.finish();
                Files.copy(body, to);
            }
            Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LogFileException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Path whole() {
        return body.resolveSibling(body.getFileName() + ".whole");
    }

    private static int line(OutputStream out, ObjectNode json) throws IOException {
        byte[] line = Json.write(json);
        out.write(line);
        out.write('\n');
        return line.length + 1;
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(body);
            Files.deleteIfExists(whole());
        } catch (IOException e) {
            throw new LogFileException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
