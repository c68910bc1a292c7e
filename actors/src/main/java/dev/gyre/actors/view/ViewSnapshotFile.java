package dev.gyre.actors.view;

import dev.gyre.events.ChangeFeed.Place;
import dev.gyre.schemas.ApiClient.ResourceList;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.Resource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view in one file, which only its owner can read. It consists of blocks, each with its length and sum: a head, which says
 * what is meant by the rest, objects in Smile ({@link ViewSnapshotBlock}), and an end, without which it is not whole. It is written beside the old one
 * and takes its name when it is on the disk, so that a process may be killed at any moment. What is wrong with a file, its
 * version or its build included, is reason enough not to use it: it only saves time.
 */
public final class ViewSnapshotFile implements ViewSnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(ViewSnapshotFile.class);

    private static final byte[] MAGIC = {'g', 'y', 'r', 'e', 'v', 'i', 'e', 'w'};
    private static final int BUFFER_BYTES = 1 << 20;
    /** Who asks for one object waits until a block is parsed: half a millisecond for these, in a process that has just started. */
    private static final int BLOCK_BYTES = 1 << 16;
    /** No object is larger than what the log can carry, and a block ends with the object that fills it. */
    private static final int MAX_BLOCK_BYTES = 16 << 20;

    /** Blocks that have been read and not parsed yet. */
    private static final int MOST_UNPARSED = 256;

    private static final Executor BACKGROUND = Executors.newVirtualThreadPerTaskExecutor();

    private final Path file;
    private final String build;

    /** @param build of this program: another may see other kinds, and makes a view of its own */
    public ViewSnapshotFile(Path file, String build) {
        this.file = file.toAbsolutePath();
        this.build = build;
    }

    @Override
    public CompletionStage<Optional<Kept>> read() {
        CompletableFuture<Optional<Kept>> begun = new CompletableFuture<>();
        CompletableFuture<PersistentClusterView> made = new CompletableFuture<>();
        BACKGROUND.execute(() -> read(begun, made));
        return begun;
    }

    private void read(CompletableFuture<Optional<Kept>> begun, CompletableFuture<PersistentClusterView> made) {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            ViewSnapshotHead head = head(in);
            begun.complete(Optional.of(new Kept(head.place(), made)));
            List<Resource> objects = objects(in, head.objects());
            made.complete(
                    PersistentClusterView.restored(new ResourceList(head.place().revision(), objects)));
        } catch (NoSuchFileException e) {
            begun.complete(Optional.empty());
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is not used, everything is asked for instead: {}", file, e.toString());
            begun.complete(Optional.empty());
            made.completeExceptionally(e);
        }
    }

    private ViewSnapshotHead head(DataInputStream in) throws IOException {
        byte[] magic = new byte[MAGIC.length];
        in.readFully(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("this is no view");
        }
        ViewSnapshotHead head = ViewSnapshotHead.read(Json.readObject(block(in)));
        if (!head.build().equals(build)) {
            throw new IOException("it was written by " + head.build() + ", this is " + build);
        }
        return head;
    }

    private static List<Resource> objects(DataInputStream in, int count) throws IOException {
        Deque<CompletableFuture<List<Resource>>> blocks = new ArrayDeque<>();
        List<Resource> objects = new ArrayList<>();
        try {
            for (byte[] block = block(in); block.length > 0; block = block(in)) {
                byte[] outlines = block;
                byte[] wholes = block(in);
                blocks.add(CompletableFuture.supplyAsync(() -> ViewSnapshotBlock.read(outlines, wholes), BACKGROUND));
                if (blocks.size() > MOST_UNPARSED) {
                    objects.addAll(blocks.remove().join());
                }
            }
            blocks.forEach(block -> objects.addAll(block.join()));
        } catch (CompletionException e) {
            throw new IOException("an object cannot be read", e);
        }
        if (objects.size() != count) {
            throw new IOException(objects.size() + " objects where there should be " + count);
        }
        return objects;
    }

    private static byte[] block(DataInputStream in) throws IOException {
        int length = in.readInt();
        int sum = in.readInt();
        if (length < 0 || length > MAX_BLOCK_BYTES) {
            throw new IOException("a block of " + length + " bytes");
        }
        byte[] block = in.readNBytes(length);
        if (block.length != length || sum(block, length) != sum) {
            throw new IOException("a block is damaged");
        }
        return block;
    }

    private static int sum(byte[] block, int length) {
        CRC32C sum = new CRC32C();
        sum.update(block, 0, length);
        return (int) sum.getValue();
    }

    @Override
    public CompletionStage<Void> keep(Place place, Collection<Resource> objects) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        write(new ViewSnapshotHead(build, objects.size(), place), objects);
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                BACKGROUND);
    }

    private void write(ViewSnapshotHead head, Collection<Resource> objects) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(
                file.getParent(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES));
            out.write(MAGIC);
            block(out, Json.write(head.json()));
            ViewSnapshotBlock begun = new ViewSnapshotBlock();
            for (Resource object : objects) {
                begun.add(object);
                if (begun.size() >= BLOCK_BYTES) {
                    write(out, begun);
                    begun = new ViewSnapshotBlock();
                }
            }
            if (!begun.isEmpty()) {
                write(out, begun);
            }
            block(out, new byte[0]);
            out.flush();
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(DataOutputStream out, ViewSnapshotBlock objects) throws IOException {
        block(out, objects.outlines());
        block(out, objects.wholes());
    }

    private static void block(DataOutputStream out, byte[] block) throws IOException {
        out.writeInt(block.length);
        out.writeInt(sum(block, block.length));
        out.write(block);
    }
}
