package dev.gyre.gateway.aggregation;

import dev.gyre.gateway.outbound.ServiceReference;
import dev.gyre.gateway.storage.ResourceReader.Snapshot;
import dev.gyre.gateway.storage.ResourceStore.StoredObject;
import dev.gyre.schemas.ResourceKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A version of a group that a Service serves.
 *
 * @param caBundle PEM in base64; empty for the system's authorities
 * @param isUnchecked whether the server is believed whoever it is
 * @param stored the APIService
 */
record RemoteApi(
        String group,
        String version,
        int groupPriority,
        int versionPriority,
        ServiceReference service,
        String caBundle,
        boolean isUnchecked,
        ObjectNode stored) {

    static final String GROUP = "apiregistration.k8s.io";
    static final String PLURAL = "apiservices";

    private static final Comparator<RemoteApi> PREFERRED = Comparator.comparingInt(RemoteApi::groupPriority)
            .reversed()
            .thenComparing(RemoteApi::group)
            .thenComparing(Comparator.comparingInt(RemoteApi::versionPriority).reversed())
            .thenComparing(RemoteApi::version);

    /** All there are, those that clients are to prefer first. */
    static List<RemoteApi> all(Snapshot snapshot) {
        List<RemoteApi> all = new ArrayList<>();
        for (StoredObject each : snapshot.list(GROUP, PLURAL, "", null)) {
            RemoteApi api = of(each.json());
            if (api != null) {
                all.add(api);
            }
        }
        all.sort(PREFERRED);
        return all;
    }

    /** Who serves this version of this group; null where the gateway does, or nobody. */
    static @Nullable RemoteApi serving(Snapshot snapshot, String group, String version) {
        StoredObject stored = snapshot.get(keyOf(version + "." + group));
        return stored == null ? null : of(stored.json());
    }

    static ResourceKey keyOf(String name) {
        return ResourceKey.clusterScoped(GROUP, PLURAL, name);
    }

    private static @Nullable RemoteApi of(ObjectNode apiService) {
        JsonNode spec = apiService.path("spec");
        return spec.path("service").isObject()
                ? new RemoteApi(
                        spec.path("group").asString(""),
                        spec.path("version").asString(""),
                        spec.path("groupPriorityMinimum").asInt(0),
                        spec.path("versionPriority").asInt(0),
                        ServiceReference.of(spec.path("service")),
                        spec.path("caBundle").asString(""),
                        spec.path("insecureSkipTLSVerify").asBoolean(false),
                        apiService)
                : null;
    }

    String name() {
        return version + "." + group;
    }

    /** Where its discovery document is, and everything else below. */
    String path() {
        return "/apis/" + group + "/" + version;
    }
}
