package dev.gyre.it;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** fabric8's client: each verb and subresource that it has. */
final class Fabric8Checks {

    static final String NAMESPACE = "fabric8";

    private final KubernetesClient client;
    private final Checks checks = new Checks("fabric8");

    Fabric8Checks(KubernetesClient client) {
        this.client = client;
    }

    void run() {
        verbs();
        patches();
        collections();
        Fabric8WorkloadChecks more = new Fabric8WorkloadChecks(client, checks);
        more.workloads();
        more.pods();
        more.tokens();
        checks.allHold();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(Map.of("of", "matrix"))
                .endMetadata()
                .withData(Map.of("k", value))
                .build();
    }

    private String value(String name) {
        return client.configMaps()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getData()
                .get("k");
    }

    private void verbs() {
        checks.check(
                        "create",
                        () -> client.resource(map("a", "1"))
                                        .create()
                                        .getMetadata()
                                        .getUid()
                                != null)
                .check("create twice", () -> {
                    try {
                        client.resource(map("a", "1")).create();
                        return false;
                    } catch (KubernetesClientException e) {
                        return e.getCode() == 409 && e.getStatus().getReason().equals("AlreadyExists");
                    }
                })
                .check("get", () -> value("a").equals("1"))
                .check(
                        "get nothing",
                        () -> client.configMaps()
                                        .inNamespace(NAMESPACE)
                                        .withName("no")
                                        .get()
                                == null)
                .check(
                        "update",
                        () -> client.resource(map("a", "2"))
                                .update()
                                .getData()
                                .get("k")
                                .equals("2"))
                .check("update of an old revision", () -> {
                    try {
                        ConfigMap old = map("a", "3");
                        old.getMetadata().setResourceVersion("1");
                        client.resource(old).update();
                        return false;
                    } catch (KubernetesClientException e) {
                        return e.getCode() == 409;
                    }
                })
                .check("dry run", () -> {
                    client.resource(map("dry", "1")).dryRun(true).create();
                    return client.configMaps()
                                    .inNamespace(NAMESPACE)
                                    .withName("dry")
                                    .get()
                            == null;
                })
                .check("watch", () -> {
                    CountDownLatch seen = new CountDownLatch(2);
                    try (var watch = client.configMaps().inNamespace(NAMESPACE).watch(new Watcher<>() {
                        @Override
                        public void eventReceived(Action action, ConfigMap map) {
                            if (map.getMetadata().getName().equals("watched")) {
                                seen.countDown();
                            }
                        }

                        @Override
                        public void onClose(WatcherException cause) {}
                    })) {
                        client.resource(map("watched", "1")).create();
                        client.configMaps()
                                .inNamespace(NAMESPACE)
                                .withName("watched")
                                .delete();
                        return seen.await(60, TimeUnit.SECONDS);
                    }
                })
                .check("delete", () -> {
                    client.resource(map("gone", "1")).create();
                    client.configMaps().inNamespace(NAMESPACE).withName("gone").delete();
                    return client.configMaps()
                                    .inNamespace(NAMESPACE)
                                    .withName("gone")
                                    .get()
                            == null;
                });
    }

    private void patches() {
        var a = client.configMaps().inNamespace(NAMESPACE).withName("a");
        checks.check("patch: JSON", () -> {
                    a.patch(
                            PatchContext.of(PatchType.JSON),
                            "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"json\"}]");
                    return value("a").equals("json");
                })
                .check("patch: merge", () -> {
                    a.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"merge\"}}");
                    return value("a").equals("merge");
                })
                .check("patch: strategic merge", () -> {
                    a.patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"k\":\"strategic\"}}");
                    return value("a").equals("strategic");
                })
                .check("edit", () -> {
                    a.edit(map ->
                            new ConfigMapBuilder(map).addToData("k", "edited").build());
                    return value("a").equals("edited");
                })
                .check("apply", () -> {
                    client.resource(map("applied", "1"))
                            .fieldManager("matrix")
                            .forceConflicts()
                            .serverSideApply();
                    return value("applied").equals("1");
                });
    }

    private void collections() {
        checks.check("list by pages", () -> {
                    for (String name : List.of("p1", "p2", "p3")) {
                        client.resource(map(name, "1")).create();
                    }
                    var options = new ListOptionsBuilder().withLimit(2L).withLabelSelector("of=matrix");
                    var first = client.configMaps().inNamespace(NAMESPACE).list(options.build());
                    var rest = client.configMaps()
                            .inNamespace(NAMESPACE)
                            .list(options.withContinue(first.getMetadata().getContinue())
                                    .build());
                    return first.getItems().size() == 2 && !rest.getItems().isEmpty();
                })
                .check(
                        "field selector",
                        () -> client.configMaps()
                                        .inNamespace(NAMESPACE)
                                        .withField("metadata.name", "p1")
                                        .list()
                                        .getItems()
                                        .size()
                                == 1)
                .check(
                        "all namespaces",
                        () -> !client.configMaps()
                                .inAnyNamespace()
                                .list()
                                .getItems()
                                .isEmpty())
                .check("delete a collection", () -> {
                    client.configMaps()
                            .inNamespace(NAMESPACE)
                            .withLabel("of", "matrix")
                            .delete();
                    return client.configMaps()
                            .inNamespace(NAMESPACE)
                            .withLabel("of", "matrix")
                            .list()
                            .getItems()
                            .isEmpty();
                });
    }
}
