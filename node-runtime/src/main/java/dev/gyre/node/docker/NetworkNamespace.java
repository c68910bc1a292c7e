package dev.gyre.node.docker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The network of a process. A socket belongs to the network of the thread that makes it, for good: so a thread of its own
 * goes into the other network, makes the socket there, and ends without ever coming back; connecting and all else is then
 * done from anywhere. Entering takes root's rights.
 */
record NetworkNamespace(String path) {
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final InetAddress[] LOOPBACK = {loopback(4), loopback(16)};

    static NetworkNamespace ofProcess(int pid) {
        return new NetworkNamespace("/proc/" + pid + "/ns/net");
    }

    /** A connection to that port of the network's loopback, IPv4 first. */
    SocketChannel connect(int port) throws IOException {
        try {
            return connect(StandardProtocolFamily.INET, LOOPBACK[0], port);
        } catch (IOException refused) {
            try {
                return connect(StandardProtocolFamily.INET6, LOOPBACK[1], port);
            } catch (IOException | UnsupportedOperationException refusedToo) {
                throw refused;
            }
        }
    }

    private SocketChannel connect(StandardProtocolFamily family, InetAddress address, int port) throws IOException {
        SocketChannel channel = socket(family);
        try {
            channel.connect(new InetSocketAddress(address, port));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel socket(StandardProtocolFamily family) throws IOException {
        CompletableFuture<SocketChannel> made = new CompletableFuture<>();
        Thread.ofPlatform().name("network-namespace").daemon().start(() -> {
            try {
                enter();
                made.complete(SocketChannel.open(family));
            } catch (Throwable e) {
                made.completeExceptionally(e);
            }
        });
        try {
            return made.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException("entering " + path, e.getCause());
        }
    }

    /** Takes the present thread there. */
    private void enter() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Libc.ERRNO_LAYOUT);
            int descriptor = (int) Libc.OPEN.invokeExact(errno, arena.allocateFrom(path), O_RDONLY_CLOEXEC);
            if (descriptor < 0) {
                throw failure("open", errno);
            }
            int entered = (int) Libc.SETNS.invokeExact(errno, descriptor, CLONE_NEWNET);
            IOException failure = entered < 0 ? failure("setns", errno) : null;
            int closed = (int) Libc.CLOSE.invokeExact(errno, descriptor);
            if (failure != null || closed < 0) {
                throw failure != null ? failure : failure("close", errno);
            }
        }
    }

    private IOException failure(String call, MemorySegment errno) {
        int code = (int) Libc.ERRNO.get(errno, 0L);
        return code == EPERM || code == EACCES
                ? new NotAllowedException()
                : new IOException(call + " of " + path + " failed with errno " + code);
    }

    /** It takes root's rights. */
    static final class NotAllowedException extends IOException {
        NotAllowedException() {
            super("entering the pod's network takes root's rights");
        }
    }

    private static InetAddress loopback(int length) {
        byte[] address = new byte[length];
        if (length == 4) {
            address[0] = 127;
        }
        address[length - 1] = 1;
        try {
            return InetAddress.getByAddress(address);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The three calls, found when the first is made. */
    private static final class Libc {
        static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
        static final VarHandle ERRNO = ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        private static final Linker LINKER = Linker.nativeLinker();
        private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
        static final MethodHandle OPEN = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("open"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                CAPTURE,
                Linker.Option.firstVariadicArg(2));
        static final MethodHandle SETNS = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("setns"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                CAPTURE);
        static final MethodHandle CLOSE = LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow("close"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                CAPTURE);
    }
}
