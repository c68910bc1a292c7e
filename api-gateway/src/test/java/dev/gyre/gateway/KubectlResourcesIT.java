package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.customresource.ServedKinds;
import dev.gyre.gateway.resources.BootstrapObjects;
import dev.gyre.gateway.resources.Environment;
import dev.gyre.gateway.resources.KubernetesRules;
import dev.gyre.gateway.resources.Limits;
import dev.gyre.gateway.resources.ResourceHandler;
import dev.gyre.gateway.resources.Timer;
import dev.gyre.gateway.storage.InMemoryResourceStore;
import dev.gyre.gateway.storage.cache.WatchCache;
import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.Kubectl;
import dev.gyre.schemas.Json;
import dev.gyre.schemas.kinds.KubernetesKinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl, old and new, does to objects: over HTTPS, through the whole pipeline, onto the store in memory. */
class KubectlResourcesIT {

    private static final String DEPLOYMENT = """
            apiVersion: %s
            kind: Deployment
            metadata: {name: %s, labels: {app: web}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - name: c
                    image: nginx:1.7.9
                    ports: [{containerPort: 80}]
            """;

    @TempDir
    static Path directory;

    static ScheduledExecutorService background;
    static InMemoryResourceStore store;
    static WatchCache cache;
    static GatewayFixture fixture;
    static List<Kubectl> kubectls;

    @BeforeAll
    static void start() throws Exception {
        background = Executors.newSingleThreadScheduledExecutor();
        store = new InMemoryResourceStore();
        InstantSource clock = InstantSource.system();
        cache = WatchCache.start(
                        store,
                        new WatchCache.Parts(
                                WatchCache.Limits.DEFAULT,
                                clock,
                                dev.gyre.gateway.storage.cache.Timer.on(background),
                                Runnable::run))
                .toCompletableFuture()
                .join();
        ResourceHandler resources = new ResourceHandler(new Environment(
                ServedKinds.follow(cache, KubernetesKinds.registry()),
                KubernetesRules.all(),
                store,
                cache,
                clock,
                new SecureRandom(),
                Timer.of(background),
                Limits.standard()));
        fixture = new GatewayFixture(directory, resources::handle);
        for (var namespace : BootstrapObjects.namespaces()) {
            RequestInfo info =
                    new RequestInfo(true, "create", "/api/v1/namespaces", "", "v1", "v1", "", "namespaces", null, null);
            resources
                    .handle(
                            new ApiRequest(
                                    "start",
                                    "POST",
                                    "/api/v1/namespaces",
                                    Map.of(),
                                    Map.of(),
                                    Json.write(namespace),
                                    UserInfo.of("system:admin")),
                            info)
                    .toCompletableFuture()
                    .join();
        }
        kubectls = Kubectl.all(
                directory, fixture.uri("").toString(), directory.resolve("ca.crt"), GatewayFixture.ADMIN_TOKEN);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
        cache.close();
        store.close();
        background.shutdownNow();
    }

    static List<Kubectl> kubectls() {
        return kubectls;
    }

    private static String run(Kubectl kubectl, String line) throws Exception {
        Kubectl.Result result = kubectl.run(line.split(" "));
        assertThat(result.exit()).as(line + "\n" + result.output()).isZero();
        return result.output();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void aDeploymentsLife(Kubectl kubectl) throws Exception {
        String name = "web" + kubectl.version().replace(".", "-");
        Path manifest = Files.writeString(kubectl.home().resolve("d.yaml"), DEPLOYMENT.formatted("apps/v1", name));
        assertThat(run(kubectl, "apply -f " + manifest)).contains("created");
        assertThat(run(kubectl, "apply -f " + manifest)).contains("unchanged");
        Files.writeString(manifest, DEPLOYMENT.formatted("apps/v1", name).replace("1.7.9", "1.8"));
        assertThat(run(kubectl, "apply -f " + manifest)).contains("configured");
        assertThat(run(kubectl, "get deployments")).contains("READY", "UP-TO-DATE", name);
        assertThat(run(kubectl, "get deployments -o wide")).contains("IMAGES", "nginx:1.8", "app=web");
        assertThat(run(kubectl, "get deploy " + name + " -o yaml")).contains("kind: Deployment", "image: nginx:1.8");
        run(kubectl, "scale deployment " + name + " --replicas=5");
        run(kubectl, "set image deployment/" + name + " c=nginx:1.9");
        run(kubectl, "label deployment " + name + " tier=front");
        run(kubectl, "annotate deployment " + name + " note=x");
        assertThat(
                        run(
                                kubectl,
                                "get deploy -l tier=front -o jsonpath={.items[*].spec.replicas},{.items[*].metadata.generation}"))
                .isEqualTo("5,4");
        assertThat(run(kubectl, "describe deployment " + name)).contains("nginx:1.9", "tier=front");
        assertThat(run(kubectl, "delete deployment " + name)).contains("deleted");
        assertThat(kubectl.run("get", "deploy", name).output()).contains("deployments.apps \"" + name + "\" not found");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void retiredVersionsAreAccepted(Kubectl kubectl) throws Exception {
        String name = "old" + kubectl.version().replace(".", "-");
        Path manifest = Files.writeString(kubectl.home().resolve("o.yaml"), DEPLOYMENT.formatted("apps/v1beta2", name));
        assertThat(run(kubectl, "apply -f " + manifest)).contains("created");
        assertThat(run(kubectl, "get deploy " + name + " -o yaml")).contains("apiVersion: apps/v1\n");
        run(kubectl, "delete -f " + manifest);
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void objectsOfManyKinds(Kubectl kubectl) throws Exception {
        String namespace = "ns" + kubectl.version().replace(".", "-");
        run(kubectl, "create namespace " + namespace);
        String in = " -n " + namespace;
        run(kubectl, "create configmap settings --from-literal=a=b" + in);
        run(kubectl, "create secret generic s --from-literal=p=q" + in);
        run(kubectl, "create serviceaccount robot" + in);
        run(kubectl, "create role r --verb=get --resource=pods" + in);
        run(kubectl, "create rolebinding rb --role=r --serviceaccount=" + namespace + ":robot" + in);
        run(kubectl, "create serviceaccount default" + in);
        run(kubectl, "run p --image=i --restart=Never" + in);
        assertThat(run(kubectl, "get pods" + in)).contains("STATUS", "Pending", "p ");
        assertThat(run(kubectl, "get configmaps,secrets,serviceaccounts,roles,rolebindings,pods" + in))
                .contains("configmap/settings", "secret/s", "robot");
        assertThat(run(kubectl, "describe pod p" + in)).contains("QoS Class", "BestEffort");
        run(kubectl, "delete pod p" + in);
        run(kubectl, "delete configmaps --all" + in);
        assertThat(run(kubectl, "get configmaps" + in)).contains("No resources found");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void faultsAreTold(Kubectl kubectl) throws Exception {
        Path bad = Files.writeString(
                kubectl.home().resolve("bad.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'Not_A_Name'}\ndata: {a: b}\n");
        Kubectl.Result invalid = kubectl.run("apply", "-f", bad.toString());
        assertThat(invalid.exit()).isEqualTo(1);
        assertThat(invalid.output())
                .contains("metadata.name: Invalid value: \"Not_A_Name\": a lowercase RFC 1123 subdomain");
        assertThat(kubectl.run("get", "pods", "-n", "default", "nope").output())
                .contains("Error from server (NotFound): pods \"nope\" not found");
        Files.writeString(bad, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndatas: {a: b}\n");
        Kubectl.Result unknown = kubectl.run("apply", "-f", bad.toString());
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.output()).contains("unknown field");
    }
}
