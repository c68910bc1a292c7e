package dev.gyre.node;

import dev.gyre.node.runtime.MachineInfo;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.KubernetesVersion;
import dev.gyre.schemas.MicroTime;
import dev.gyre.schemas.storage.LocalPath;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Node as its kubelet writes it. */
final class NodeObject {
    /** The version whose behaviour this kubelet follows; what people see under VERSION. */
    private static final long MEBIBYTE = 1L << 20;
    /** What the machine keeps for itself, so that pods cannot starve it. */
    private static final long RESERVED_MEMORY_BYTES = 100 * MEBIBYTE;

    private static final String MAX_PODS = "110";
    private static final int LEASE_SECONDS = 40;
    /** Tells a cloud provider which of the machine's addresses the kubelet listens at. */
    private static final String PROVIDED_IP = "alpha.kubernetes.io/provided-node-ip";

    private static final String UNINITIALIZED = "node.cloudprovider.kubernetes.io/uninitialized";

    private final NodeSettings settings;
    private final MachineInfo machine;

    NodeObject(NodeSettings settings, MachineInfo machine) {
        this.settings = settings;
        this.machine = machine;
    }

    long allocatableCpuMillis() {
        return machine.cpus() * 1000L;
    }

    long allocatableMemoryBytes() {
        return Math.max(machine.memoryBytes() - RESERVED_MEMORY_BYTES, MEBIBYTE);
    }

    ObjectNode toCreate(Instant now) {
        ObjectNode node = Json.object();
        node.put("apiVersion", "v1").put("kind", "Node");
        ObjectNode metadata = node.putObject("metadata").put("name", settings.name());
        metadata.set("labels", labels());
        metadata.set("annotations", annotations());
        ObjectNode spec = node.putObject("spec");
        if (settings.awaitsCloudProvider()) {
            spec.putArray("taints")
                    .addObject()
                    .put("key", UNINITIALIZED)
                    .put("value", "true")
                    .put("effect", "NoSchedule");
        }
        node.set("status", status(Json.object(), now));
        return node;
    }

    ObjectNode labelPatch() {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.set("labels", labels());
        metadata.set("annotations", annotations());
        return patch;
    }

    private ObjectNode annotations() {
        ObjectNode annotations = Json.object();
        if (!settings.volumeDirectory().isEmpty()) {
            annotations.put(LocalPath.DIRECTORY, settings.volumeDirectory());
        }
        if (settings.awaitsCloudProvider()) {
            annotations.put(PROVIDED_IP, settings.hostIp());
        }
        return annotations;
    }

    private ObjectNode labels() {
        ObjectNode labels = Json.object();
        labels.put("kubernetes.io/hostname", settings.name());
        labels.put("kubernetes.io/os", "linux").put("kubernetes.io/arch", machine.architecture());
        labels.put("beta.kubernetes.io/os", "linux").put("beta.kubernetes.io/arch", machine.architecture());
        settings.labels().forEach(labels::put);
        return labels;
    }

    /** @param before the Node as it stands, for what others have said of it, and the times of conditions that have not changed */
    ObjectNode status(ObjectNode before, Instant now) {
        ObjectNode status = Json.object();
        status.set("capacity", resources(machine.memoryBytes()));
        status.set("allocatable", allocatable(before.path("status")));
        if (!settings.awaitsCloudProvider()
                || before.path("status").path("addresses").isEmpty()) {
            ArrayNode addresses = status.putArray("addresses");
            addresses.addObject().put("type", "InternalIP").put("address", settings.hostIp());
            addresses.addObject().put("type", "Hostname").put("address", settings.name());
        }
        status.set("conditions", conditions(before, now));
        status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", settings.kubeletPort());
        status.set("nodeInfo", nodeInfo());
        return status;
    }

    private ObjectNode resources(long memoryBytes) {
        ObjectNode resources = Json.object();
        resources.put("cpu", Integer.toString(machine.cpus()));
        resources.put("memory", memoryBytes / 1024 + "Ki");
        resources.put("ephemeral-storage", machine.diskBytes() / 1024 + "Ki");
        return resources.put("pods", MAX_PODS);
    }

    /**
     * Whoever knows of more than the machine shows (devices, licences) writes it into the capacity, and all of it is there for
     * pods: what is not in the capacity any more is not here either.
     */
    private ObjectNode allocatable(JsonNode before) {
        ObjectNode allocatable = resources(allocatableMemoryBytes());
        Set<String> own = Set.copyOf(allocatable.propertyNames());
        extended(before.path("allocatable"), own).forEach((resource, amount) -> allocatable.putNull(resource));
        extended(before.path("capacity"), own).forEach(allocatable::set);
        return allocatable;
    }

    /** Whether what others have said of the node's capacity is allocatable, and nothing else. */
    boolean isExtendedAsSaid(JsonNode node) {
        Set<String> own = Set.copyOf(resources(0).propertyNames());
        JsonNode status = node.path("status");
        return extended(status.path("capacity"), own).equals(extended(status.path("allocatable"), own));
    }

    private static Map<String, JsonNode> extended(JsonNode resources, Set<String> own) {
        Map<String, JsonNode> extended = new TreeMap<>();
        resources.properties().forEach(resource -> extended.put(resource.getKey(), resource.getValue()));
        extended.keySet().removeAll(own);
        return extended;
    }

    private static ArrayNode conditions(ObjectNode before, Instant now) {
        ArrayNode conditions = Json.MAPPER.createArrayNode();
        condition(
                conditions,
                before,
                now,
                "MemoryPressure",
                false,
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available");
        condition(
                conditions,
                before,
                now,
                "DiskPressure",
                false,
                "KubeletHasNoDiskPressure",
                "kubelet has no disk pressure");
        condition(
                conditions,
                before,
                now,
                "PIDPressure",
                false,
                "KubeletHasSufficientPID",
                "kubelet has sufficient PID available");
        condition(conditions, before, now, "Ready", true, "KubeletReady", "kubelet is posting ready status");
        return conditions;
    }

    private static void condition(
            ArrayNode conditions,
            ObjectNode before,
            Instant now,
            String type,
            boolean isTrue,
            String reason,
            String message) {
        String status = isTrue ? "True" : "False";
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        JsonNode earlier = condition(before, type);
        boolean isSame = earlier.path("status").asString("").equals(status);
        conditions
                .addObject()
                .put("type", type)
                .put("status", status)
                .put("lastHeartbeatTime", time)
                .put(
                        "lastTransitionTime",
                        isSame ? earlier.path("lastTransitionTime").asString(time) : time)
                .put("reason", reason)
                .put("message", message);
    }

    private static JsonNode condition(ObjectNode node, String type) {
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (condition.path("type").asString("").equals(type)) {
                return condition;
            }
        }
        return node.path("none");
    }

    static boolean isReady(ObjectNode node) {
        return condition(node, "Ready").path("status").asString("").equals("True");
    }

    private ObjectNode nodeInfo() {
        return Json.object()
                .put("machineID", machine.machineId())
                .put("systemUUID", machine.machineId())
                .put("bootID", machine.bootId())
                .put("kernelVersion", machine.kernelVersion())
                .put("osImage", machine.osImage())
                .put("containerRuntimeVersion", machine.containerRuntimeVersion())
                .put("kubeletVersion", KubernetesVersion.GIT_VERSION)
                .put("kubeProxyVersion", KubernetesVersion.GIT_VERSION)
                .put("operatingSystem", "linux")
                .put("architecture", machine.architecture());
    }

    static ObjectNode lease(String nodeName, ObjectNode node, Instant now) {
        ObjectNode lease = Json.object();
        lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata = lease.putObject("metadata");
        metadata.put("name", nodeName).put("namespace", "kube-node-lease");
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", nodeName)
                .put("uid", node.path("metadata").path("uid").asString(""));
        lease.putObject("spec")
                .put("holderIdentity", nodeName)
                .put("leaseDurationSeconds", LEASE_SECONDS)
                .put("renewTime", MicroTime.of(now));
        return lease;
    }
}
