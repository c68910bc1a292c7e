package dev.gyre.it.benchmark;

import com.sun.management.ThreadMXBean;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * What a cluster that {@code ./gyre up} started has used so far: CPU time of its JVM, of that the JIT compiler's and the collector's,
 * CPU time of its etcd, and bytes allocated. Unlike rates, these say the same on a busy machine as on a quiet one.
 */
record ServerCost(double jvmSeconds, double compilerSeconds, double collectorSeconds, double etcdSeconds, long bytes) {

    /** Of Linux' counters in {@code /proc}, wherever Linux runs. */
    private static final double TICKS_A_SECOND = 100;

    /** The two processes of a cluster. */
    static final class Meter {
        private final long jvm;
        private final long etcd;
        private final ThreadMXBean threads;

        Meter(Path data) throws Exception {
            jvm = Long.parseLong(Files.readString(data.resolve("gyre.pid")).strip());
            etcd = ProcessHandle.of(jvm).stream()
                    .flatMap(ProcessHandle::children)
                    .filter(child -> child.info().command().orElse("").endsWith("/etcd"))
                    .findFirst()
                    .orElseThrow()
                    .pid();
            VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            MBeanServerConnection connection =
                    JMXConnectorFactory.connect(new JMXServiceURL(address)).getMBeanServerConnection();
            threads = ManagementFactory.newPlatformMXBeanProxy(
                    connection, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
        }

        ServerCost read() throws IOException {
            return new ServerCost(
                    cpuSeconds(Path.of("/proc", "" + jvm, "stat")),
                    threadSeconds("C1 Compiler", "C2 Compiler"),
                    threadSeconds("GC Thread", "G1 "),
                    cpuSeconds(Path.of("/proc", "" + etcd, "stat")),
                    threads.getTotalThreadAllocatedBytes());
        }

        /** Resident memory of the JVM and of etcd, in MiB. */
        String resident() throws IOException {
            return "%d and %d MiB".formatted(residentMebibytes(jvm), residentMebibytes(etcd));
        }

        private static long residentMebibytes(long pid) throws IOException {
            String line = Files.readAllLines(Path.of("/proc", "" + pid, "status")).stream()
                    .filter(l -> l.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
        }

        private double threadSeconds(String... prefixes) throws IOException {
            double seconds = 0;
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", "" + jvm, "task"))) {
                for (Path task : tasks) {
                    String name = Files.readString(task.resolve("comm"));
                    for (String prefix : prefixes) {
                        seconds += name.startsWith(prefix) ? cpuSeconds(task.resolve("stat")) : 0;
                    }
                }
            } catch (NoSuchFileException ended) {
                throw new UncheckedIOException("a thread ended meanwhile; measure again", ended);
            }
            return seconds;
        }

        private static double cpuSeconds(Path stat) throws IOException {
            String text = Files.readString(stat);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
        }
    }

    ServerCost since(ServerCost before) {
        return new ServerCost(
                jvmSeconds - before.jvmSeconds,
                compilerSeconds - before.compilerSeconds,
                collectorSeconds - before.collectorSeconds,
                etcdSeconds - before.etcdSeconds,
                bytes - before.bytes);
    }

    ServerCost plus(ServerCost other) {
        return new ServerCost(
                jvmSeconds + other.jvmSeconds,
                compilerSeconds + other.compilerSeconds,
                collectorSeconds + other.collectorSeconds,
                etcdSeconds + other.etcdSeconds,
                bytes + other.bytes);
    }

    static ServerCost none() {
        return new ServerCost(0, 0, 0, 0, 0);
    }

    /** For each of so many operations. */
    String each(long operations) {
        double micros = 1e6 / Math.max(1, operations);
        return String.format(
                Locale.ROOT,
                "CPU each: JVM %,.0f us (compiler %,.0f, collector %,.0f), etcd %,.0f us; %,.1f KB allocated each",
                jvmSeconds * micros,
                compilerSeconds * micros,
                collectorSeconds * micros,
                etcdSeconds * micros,
                bytes / 1e3 / Math.max(1, operations));
    }
}
