package dev.gyre.node.proxy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network of its own on this machine, for real packets. Sockets that are opened in it ({@link #in}) stay there and can be
 * used from any thread. Its name carries this process's id, so that what a killed test leaves can be told apart.
 */
final class NetworkNamespace implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int O_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name = "it-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();

    NetworkNamespace() {
        run("ip", "netns", "add", name);
        sh("ip link set lo up");
    }

    String name() {
        return name;
    }

    /** Joins this namespace and another by a cable with an end in each. */
    void cable(String end, NetworkNamespace other, String otherEnd) {
        run("ip", "link", "add", end, "netns", name, "type", "veth", "peer", "name", otherEnd, "netns", other.name);
        sh("ip link set " + end + " up");
        other.sh("ip link set " + otherEnd + " up");
    }

    /** Runs a command line inside, and answers what it printed. */
    String sh(String line) {
        return run("ip", "netns", "exec", name, "sh", "-ec", line);
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Does something on a thread inside. */
    <T> T in(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                enter();
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    private void enter() throws Throwable {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        MethodHandle open = linker.downcallHandle(
                libc.find("open").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        MethodHandle setns = linker.downcallHandle(
                libc.find("setns").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        MethodHandle close = linker.downcallHandle(
                libc.find("close").orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int fd = (int) open.invokeExact(arena.allocateFrom("/run/netns/" + name), O_CLOEXEC);
            if (fd < 0 || (int) setns.invokeExact(fd, CLONE_NEWNET) != 0) {
                throw new IOException("cannot enter the network namespace " + name);
            }
            int ignored = (int) close.invokeExact(fd);
        }
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        run("ip", "netns", "del", name);
    }
}
