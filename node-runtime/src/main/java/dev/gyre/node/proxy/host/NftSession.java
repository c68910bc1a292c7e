package dev.gyre.node.proxy.host;

import dev.gyre.node.proxy.PacketFilter;
import dev.gyre.node.proxy.PacketFilterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * nftables by one process of {@code nft} that stays and takes each script as a line, which is one transaction. To start a
 * process for each change costs more than the change, most of all on a machine where a new process has to wait for its turn.
 * Where nft cannot be talked to, for long scripts, and for the one after a refusal, {@link NftCommand} does the work. One
 * thread calls.
 */
public final class NftSession implements PacketFilter, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NftSession.class);

    /** For longer scripts the start of a process does not count. */
    private static final int LONGEST_LINE = 64 * 1024;

    /** nft remembers what it has read; past this another process takes over. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long PATIENCE_SECONDS = 60;

    /** No command: when nft complains of it, all that came before has been carried out or refused. */
    private static final byte[] DONE = "done\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] END_OF_COMPLAINT = "^\n".getBytes(StandardCharsets.US_ASCII);

    private final List<String> interactive;
    private final NftCommand command;
    private @Nullable Process process;
    private byte[] complaint = {};
    private int bytes;
    private boolean isOfUse = true;
    private boolean isInDoubt;

    public NftSession() {
        this(List.of("nft"));
    }

    /** @param nft how nft is run, with what stands before it where it is to run somewhere else */
    public NftSession(List<String> nft) {
        this.command = new NftCommand(nft);
        List<String> all = new ArrayList<>(nft);
        all.add("-i");
        this.interactive = List.copyOf(all);
    }

    @Override
    public void apply(String script) throws PacketFilterException {
        Process nft = script.length() > LONGEST_LINE || isInDoubt ? null : running();
        isInDoubt = false;
        if (nft == null) {
            command.apply(script);
            running(); // so that the next change does not wait for it
            return;
        }
        String answer;
        try {
            byte[] line = line(script);
            bytes += line.length;
            answer = ask(nft, line, complaint);
        } catch (IOException e) {
            close();
            isInDoubt = true;
            throw new PacketFilterException("nft: " + e.getMessage());
        }
        if (!answer.isEmpty()) {
            isInDoubt = true;
            throw new PacketFilterException("nft: " + answer.lines().findFirst().orElse(""));
        }
    }

    private static byte[] line(String script) {
        return (script.strip().replace("\n", "; ") + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean has(String table, String map) throws PacketFilterException {
        return command.has(table, map);
    }

    private @Nullable Process running() {
        Process current = process;
        if (current != null && current.isAlive() && bytes < MOST_BYTES) {
            return current;
        }
        close();
        if (!isOfUse) {
            return null;
        }
        try {
            Process fresh = Program.builder(interactive).start();
            process = fresh;
            bytes = 0;
            complaint = ask(fresh, new byte[0], END_OF_COMPLAINT).getBytes(StandardCharsets.UTF_8);
            complaint = joined(complaint, END_OF_COMPLAINT);
            isOfUse = ask(fresh, new byte[0], complaint).isEmpty();
        } catch (IOException e) {
            log.debug("no session with nft", e);
            isOfUse = false;
        }
        if (!isOfUse) {
            log.info("each change of rules starts nft anew: its sessions are not understood here");
            close();
        }
        return process;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** What nft says before it comes to this end. */
    private static String ask(Process nft, byte[] line, byte[] end) throws IOException {
        nft.getOutputStream().write(joined(line, DONE));
        nft.getOutputStream().flush();
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> read(nft.getInputStream(), end), Thread::startVirtualThread);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String read(InputStream in, byte[] end) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[4096];
        try {
            while (!endsWith(all.toByteArray(), end)) {
                int length = in.read(piece);
                if (length < 0) {
                    throw new IOException(
                            "it ended: " + all.toString(StandardCharsets.UTF_8).strip());
                }
                all.write(piece, 0, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return new String(all.toByteArray(), 0, all.size() - end.length, StandardCharsets.UTF_8);
    }

    private static boolean endsWith(byte[] all, byte[] end) {
        return all.length >= end.length && Arrays.equals(all, all.length - end.length, all.length, end, 0, end.length);
    }

    /** Ends the process; the next script starts another. */
    @Override
    public void close() {
        Process current = process;
        process = null;
        if (current != null) {
            current.destroy();
        }
    }
}
