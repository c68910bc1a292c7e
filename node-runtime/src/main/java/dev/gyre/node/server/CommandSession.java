package dev.gyre.node.server;

import dev.gyre.node.runtime.ContainerProcess;
import dev.gyre.node.runtime.RuntimeRefusal;
import dev.gyre.schemas.stream.StreamChannel;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process in a container, joined to a gateway's socket. A thread runs the process and sends what it writes; what comes
 * from the user goes into a bounded pipe. When the process ends the user is told how, which is the last message; when the
 * user goes, standard input ends and the process is left to itself.
 */
final class CommandSession implements ChannelSocket.Listener, ContainerProcess.Output {
    private static final Logger log = LoggerFactory.getLogger(CommandSession.class);
    private static final int MOST_SIZES = 16;

    private final ContainerProcess process;
    private final ChannelSocket socket;
    private final @Nullable InputPipe stdin;
    private final TerminalSizes sizes = new TerminalSizes();
    private final BlockingQueue<TerminalSizes.Size> newSizes = new ArrayBlockingQueue<>(MOST_SIZES);
    private volatile @Nullable Thread terminal;

    private CommandSession(ContainerProcess process, ChannelSocket socket, boolean hasStdin) {
        this.process = process;
        this.socket = socket;
        this.stdin = hasStdin ? new InputPipe(socket::resume) : null;
    }

    /** On the socket's event loop. */
    static void start(ContainerProcess process, ChannelSocket socket, boolean hasStdin, boolean hasTty) {
        CommandSession session = new CommandSession(process, socket, hasStdin);
        socket.listen(session);
        if (hasTty) {
            session.terminal = Thread.ofVirtual().name("terminal").start(session::applySizes);
        }
        Thread.ofVirtual().name("command").start(session::run);
    }

    private void run() {
        byte[] ending;
        try {
            OptionalInt exitCode = process.run(stdin, this);
            ending = CommandStatus.ended(exitCode);
        } catch (RuntimeRefusal e) {
            ending = CommandStatus.failed("error executing command in container: " + e.getMessage());
        } catch (IOException | RuntimeException e) {
            log.debug("a command's streams broke", e);
            ending = CommandStatus.failed("error streaming to the container: " + e.getMessage());
        }
        letGo();
        try {
            socket.send(StreamChannel.ERROR, ending);
        } catch (IOException gone) {
            log.debug("nobody hears how a command ended", gone);
        }
    }

    @Override
    public void stdout(byte[] bytes) throws IOException {
        socket.send(StreamChannel.STDOUT, bytes);
    }

    @Override
    public void stderr(byte[] bytes) throws IOException {
        socket.send(StreamChannel.STDERR, bytes);
    }

    @Override
    public void message(int channel, byte[] payload) {
        switch (channel) {
            case StreamChannel.STDIN -> {
                if (stdin != null && !stdin.offer(payload)) {
                    socket.pause();
                }
            }
            case StreamChannel.RESIZE -> sizes.read(payload).forEach(this::enqueue);
            case StreamChannel.CLOSE -> {
                if (stdin != null && payload.length == 1 && payload[0] == StreamChannel.STDIN) {
                    stdin.end();
                }
            }
            default -> {
                // A newer gateway may say more than is understood here.
            }
        }
    }

    /** Only the newest sizes matter. */
    private void enqueue(TerminalSizes.Size size) {
        while (!newSizes.offer(size)) {
            newSizes.poll();
        }
    }

    private void applySizes() {
        try {
            while (true) {
                TerminalSizes.Size size = newSizes.take();
                process.resize(size.width(), size.height());
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.debug("a terminal cannot be resized", e);
        }
    }

    @Override
    public void gone() {
        // Closing talks to the runtime, which an event loop must not wait for.
        Thread.ofVirtual().name("command-gone").start(this::letGo);
    }

    private void letGo() {
        if (stdin != null) {
            stdin.end();
        }
        process.close();
        Thread resizing = terminal;
        if (resizing != null) {
            resizing.interrupt();
        }
    }
}
