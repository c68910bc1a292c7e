package dev.gyre.it;

import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.ProtoClient;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import java.util.Map;

/** The official Java client: each verb and subresource, in JSON and, by its other half, in protobuf. */
final class OfficialChecks {

    static final String NAMESPACE = "official";

    private final ApiClient client;
    private final CoreV1Api core;
    private final Checks checks = new Checks("client-java");

    OfficialChecks(ApiClient client) {
        this.client = client;
        this.core = new CoreV1Api(client);
    }

    void run() {
        verbs();
        patches();
        OfficialWorkloadChecks more = new OfficialWorkloadChecks(client, checks);
        more.workloads();
        more.pods();
        protobuf();
        checks.allHold();
    }

    private static V1ConfigMap map(String name, String value) {
        return new V1ConfigMap()
                .metadata(new V1ObjectMeta().name(name).labels(Map.of("of", "matrix")))
                .data(Map.of("k", value));
    }

    private String value(String name) throws ApiException {
        return core.readNamespacedConfigMap(name, NAMESPACE).execute().getData().get("k");
    }

    private void verbs() {
        checks.check(
                        "create",
                        () -> core.createNamespacedConfigMap(NAMESPACE, map("a", "1"))
                                        .execute()
                                        .getMetadata()
                                        .getUid()
                                != null)
                .check("get", () -> value("a").equals("1"))
                .check("get nothing", () -> {
                    try {
                        value("no");
                        return false;
                    } catch (ApiException e) {
                        return e.getCode() == 404 && e.getResponseBody().contains("\"reason\":\"NotFound\"");
                    }
                })
                .check(
                        "replace",
                        () -> core.replaceNamespacedConfigMap("a", NAMESPACE, map("a", "2"))
                                .execute()
                                .getData()
                                .get("k")
                                .equals("2"))
                .check("list by pages", () -> {
                    core.createNamespacedConfigMap(NAMESPACE, map("b", "1")).execute();
                    var first = core.listNamespacedConfigMap(NAMESPACE)
                            .labelSelector("of=matrix")
                            .limit(1)
                            .execute();
                    var rest = core.listNamespacedConfigMap(NAMESPACE)
                            .labelSelector("of=matrix")
                            ._continue(first.getMetadata().getContinue())
                            .execute();
                    return first.getItems().size() == 1 && rest.getItems().size() == 1;
                })
                .check("watch", () -> {
                    String from = core.listNamespacedConfigMap(NAMESPACE)
                            .execute()
                            .getMetadata()
                            .getResourceVersion();
                    core.createNamespacedConfigMap(NAMESPACE, map("watched", "1"))
                            .execute();
                    try (Watch<V1ConfigMap> watch = Watch.createWatch(
                            client,
                            core.listNamespacedConfigMap(NAMESPACE)
                                    .watch(true)
                                    .resourceVersion(from)
                                    .fieldSelector("metadata.name=watched")
                                    .buildCall(null),
                            new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
                        var event = watch.next();
                        return event.type.equals("ADDED")
                                && event.object.getMetadata().getName().equals("watched");
                    }
                })
                .check("delete", () -> {
                    core.deleteNamespacedConfigMap("watched", NAMESPACE).execute();
                    return core.listNamespacedConfigMap(NAMESPACE)
                            .fieldSelector("metadata.name=watched")
                            .execute()
                            .getItems()
                            .isEmpty();
                })
                .check("delete a collection", () -> {
                    core.deleteCollectionNamespacedConfigMap(NAMESPACE)
                            .labelSelector("of=matrix")
                            .execute();
                    return core.listNamespacedConfigMap(NAMESPACE)
                            .labelSelector("of=matrix")
                            .execute()
                            .getItems()
                            .isEmpty();
                });
    }

    private <T> T patched(Class<T> type, String format, PatchUtils.PatchCallFunc call) throws ApiException {
        return PatchUtils.patch(type, call, format, client);
    }

    private void patches() {
        checks.check("patch: JSON", () -> {
                    core.createNamespacedConfigMap(NAMESPACE, map("p", "1")).execute();
                    return patchMap(
                            V1Patch.PATCH_FORMAT_JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/data/k\",\"value\":\"2\"}]");
                })
                .check(
                        "patch: merge",
                        () -> patchMap(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"k\":\"2\"}}"))
                .check(
                        "patch: strategic merge",
                        () -> patchMap(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"k\":\"2\"}}"));
    }

    private boolean patchMap(String format, String patch) throws ApiException {
        core.replaceNamespacedConfigMap("p", NAMESPACE, map("p", "1")).execute();
        return patched(
                        V1ConfigMap.class,
                        format,
                        () -> core.patchNamespacedConfigMap("p", NAMESPACE, new V1Patch(patch))
                                .buildCall(null))
                .getData()
                .get("k")
                .equals("2");
    }

    private void protobuf() {
        ProtoClient proto = new ProtoClient(client);
        String path = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
        V1.ConfigMap map = V1.ConfigMap.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("proto").setNamespace(NAMESPACE))
                .putData("k", "1")
                .build();
        checks.check(
                        "protobuf: create",
                        () -> proto.create(map, path, "v1", "ConfigMap")
                                        .object
                                        .getMetadata()
                                        .getUid()
                                        .length()
                                > 0)
                .check("protobuf: get", () -> {
                    V1.ConfigMap read = (V1.ConfigMap) proto.get(V1.ConfigMap.newBuilder(), path + "/proto").object;
                    return read.getDataOrThrow("k").equals("1");
                })
                .check("protobuf: update", () -> {
                    V1.ConfigMap changed = proto.update(
                                    map.toBuilder().putData("k", "2").build(), path + "/proto", "v1", "ConfigMap")
                            .object;
                    return changed.getDataOrThrow("k").equals("2");
                })
                .check("protobuf: list", () -> {
                    V1.ConfigMapList list = (V1.ConfigMapList) proto.list(V1.ConfigMapList.newBuilder(), path).object;
                    return list.getItemsList().stream()
                            .anyMatch(item -> item.getMetadata().getName().equals("proto"));
                })
                .check(
                        "protobuf: delete",
                        () -> proto.delete(V1.ConfigMap.newBuilder(), path + "/proto").status != null);
    }
}
