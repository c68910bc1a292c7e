package dev.gyre.events.telemetry;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the JVM and the system say about this process, under the names that Prometheus' own clients give it. */
final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");

    private final StringBuilder out;

    private ProcessMetrics(StringBuilder out) {
        this.out = out;
    }

    static void append(StringBuilder out) {
        ProcessMetrics page = new ProcessMetrics(out);
        page.process();
        page.memory();
        page.collections();
        page.threads();
    }

    private void process() {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        single("process_start_time_seconds", "gauge", runtime.getStartTime() / 1000.0);
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.UnixOperatingSystemMXBean system) {
            single("process_cpu_seconds_total", "counter", system.getProcessCpuTime() / 1e9);
            single("process_open_fds", "gauge", system.getOpenFileDescriptorCount());
            single("process_max_fds", "gauge", system.getMaxFileDescriptorCount());
        }
        long resident = residentBytes();
        if (resident > 0) {
            single("process_resident_memory_bytes", "gauge", resident);
        }
    }

    private void memory() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage rest = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        type("jvm_memory_used_bytes", "gauge");
        line("jvm_memory_used_bytes{area=\"heap\"}", heap.getUsed());
        line("jvm_memory_used_bytes{area=\"nonheap\"}", rest.getUsed());
        type("jvm_memory_committed_bytes", "gauge");
        line("jvm_memory_committed_bytes{area=\"heap\"}", heap.getCommitted());
        line("jvm_memory_committed_bytes{area=\"nonheap\"}", rest.getCommitted());
        single("jvm_memory_max_bytes", "gauge", heap.getMax());
    }

    private void collections() {
        type("jvm_gc_collection_seconds", "summary");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String label = "{gc=\"" + collector.getName() + "\"}";
            line("jvm_gc_collection_seconds_count" + label, collector.getCollectionCount());
            line("jvm_gc_collection_seconds_sum" + label, collector.getCollectionTime() / 1000.0);
        }
    }

    private void threads() {
        var threads = ManagementFactory.getThreadMXBean();
        single("jvm_threads_current", "gauge", threads.getThreadCount());
        single("jvm_threads_daemon", "gauge", threads.getDaemonThreadCount());
        single("jvm_threads_peak", "gauge", threads.getPeakThreadCount());
        single(
                "jvm_classes_currently_loaded",
                "gauge",
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }

    private void single(String name, String type, double value) {
        type(name, type);
        line(name, value);
    }

    private void type(String name, String type) {
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, double value) {
        out.append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, "%.3f", value))
                .append('\n');
    }

    private static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
