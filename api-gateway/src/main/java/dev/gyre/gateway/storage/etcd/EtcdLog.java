package dev.gyre.gateway.storage.etcd;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What etcd says, in a file that begins anew with each start and when it has grown large; one older file is kept. */
final class EtcdLog implements AutoCloseable {

    private static final long MAX_CHARACTERS = 4L * 1024 * 1024;

    private final Path file;
    private BufferedWriter writer;
    private long written;

    EtcdLog(Path file) throws IOException {
        this.file = file;
        this.writer = fresh();
    }

    void add(String line) throws IOException {
        if (written > MAX_CHARACTERS) {
            writer.close();
            writer = fresh();
            written = 0;
        }
        writer.write(line);
        writer.newLine();
        writer.flush();
        written += line.length() + 1;
    }

    /** Whether a line says why etcd cannot go on. */
    static boolean isTrouble(String line) {
        return line.contains("\"level\":\"fatal\"")
                || line.contains("\"level\":\"error\"")
                || line.contains("\"level\":\"panic\"")
                || !line.startsWith("{");
    }

    private BufferedWriter fresh() throws IOException {
        if (Files.exists(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.newBufferedWriter(file);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
