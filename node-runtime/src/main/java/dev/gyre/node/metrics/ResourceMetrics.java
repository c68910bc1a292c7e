package dev.gyre.node.metrics;

import dev.gyre.node.metrics.NodeUsage.OfContainer;
import dev.gyre.node.runtime.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A node's usage as lines of Prometheus, under the names that kubelets promise to keep. */
final class ResourceMetrics {
    private static final double NANOS = 1e9;

    private final StringBuilder lines = new StringBuilder();

    private ResourceMetrics() {}

    static String of(NodeUsage usage) {
        ResourceMetrics metrics = new ResourceMetrics();
        metrics.containers(usage.containers());
        Sampled machine = usage.machine();
        if (machine != null) {
            metrics.head("node_cpu_usage_seconds_total", "counter", "Processor time that the node has used");
            metrics.line("node_cpu_usage_seconds_total", "", seconds(machine.latest()), machine.latest());
            metrics.head("node_memory_working_set_bytes", "gauge", "Memory that the node could not give back at once");
            metrics.line("node_memory_working_set_bytes", "", machine.latest().workingSetBytes(), machine.latest());
        }
        metrics.pods(usage.containers());
        metrics.head("resource_scrape_error", "gauge", "1 where something could not be measured");
        metrics.lines.append("resource_scrape_error 0\n");
        return metrics.lines.toString();
    }

    private void containers(List<OfContainer> containers) {
        each(
                "container_cpu_usage_seconds_total",
                "counter",
                "Processor time that the container has used",
                containers,
                c -> seconds(c.usage().latest()));
        each(
                "container_memory_working_set_bytes",
                "gauge",
                "Memory that the container could not give back at once",
                containers,
                c -> c.usage().latest().workingSetBytes());
        each(
                "container_start_time_seconds",
                "gauge",
                "When the container started, in seconds since 1970",
                containers,
                c -> c.startedAt().toEpochMilli() / 1e3);
    }

    private void each(
            String name, String type, String help, List<OfContainer> containers, Function<OfContainer, Number> value) {
        if (containers.isEmpty()) {
            return;
        }
        head(name, type, help);
        for (OfContainer each : containers) {
            String labels = "{container=\"%s\",namespace=\"%s\",pod=\"%s\"}"
                    .formatted(
                            each.container(), each.pod().namespace(), each.pod().name());
            line(name, labels, value.apply(each), each.usage().latest());
        }
    }

    private void pods(List<OfContainer> containers) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        Map<String, Usage> latest = new LinkedHashMap<>();
        for (OfContainer each : containers) {
            Usage usage = each.usage().latest();
            String labels = "{namespace=\"%s\",pod=\"%s\"}"
                    .formatted(each.pod().namespace(), each.pod().name());
            double[] sum = sums.computeIfAbsent(labels, pod -> new double[2]);
            sum[0] += seconds(usage);
            sum[1] += usage.workingSetBytes();
            latest.put(labels, usage);
        }
        if (!sums.isEmpty()) {
            head("pod_cpu_usage_seconds_total", "counter", "Processor time that the pod's containers have used");
            sums.forEach((pod, sum) -> line("pod_cpu_usage_seconds_total", pod, sum[0], latest.get(pod)));
            head("pod_memory_working_set_bytes", "gauge", "Memory that the pod could not give back at once");
            sums.forEach((pod, sum) -> line("pod_memory_working_set_bytes", pod, (long) sum[1], latest.get(pod)));
        }
    }

    private void head(String name, String type, String help) {
        lines.append("# HELP ").append(name).append(" [STABLE] ").append(help).append('\n');
        lines.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, Number value, @org.jspecify.annotations.Nullable Usage usage) {
        String number = value instanceof Double real ? String.format(Locale.ROOT, "%.6f", real) : value.toString();
        lines.append(name).append(labels).append(' ').append(number);
        if (usage != null) {
            lines.append(' ').append(usage.at().toEpochMilli());
        }
        lines.append('\n');
    }

    private static double seconds(Usage usage) {
        return usage.cpuNanos() / NANOS;
    }
}
