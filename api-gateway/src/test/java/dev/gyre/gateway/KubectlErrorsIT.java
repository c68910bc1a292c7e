package dev.gyre.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gyre.gateway.testing.GatewayFixture;
import dev.gyre.gateway.testing.Kubectl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users see when they are mistaken: the sentences that they know from Kubernetes, with the oldest and newest kubectl of this machine. */
class KubectlErrorsIT {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %s}
            spec:
              selector: {matchLabels: {app: %s}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: c, image: i}]
            """;

    @TempDir
    static Path directory;

    static GatewayFixture fixture;
    static List<Kubectl> kubectls;

    @BeforeAll
    static void start() throws Exception {
        fixture = new GatewayFixture(directory);
        kubectls = Kubectl.all(
                directory, fixture.uri("").toString(), directory.resolve("ca.crt"), GatewayFixture.ADMIN_TOKEN);
    }

    @AfterAll
    static void stop() throws Exception {
        fixture.close();
    }

    static Stream<Kubectl> kubectls() {
        return Stream.of(kubectls.getFirst(), kubectls.getLast()).distinct();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void whatIsNotThere(Kubectl kubectl) throws Exception {
        assertThat(failure(kubectl, "get", "frobs"))
                .isEqualTo("error: the server doesn't have a resource type \"frobs\"");
        assertThat(failure(kubectl, "get", "pod", "nope"))
                .isEqualTo("Error from server (NotFound): pods \"nope\" not found");
        assertThat(failure(kubectl, "create", "configmap", "c", "-n", "nowhere"))
                .isEqualTo("error: failed to create configmap: namespaces \"nowhere\" not found");
        assertThat(failure(kubectl, "logs", "nope")).contains("(NotFound): pods \"nope\" not found");
    }

    /** Whatever the version, the kind that nobody has defined is named, and not a list that could not be had. */
    @ParameterizedTest
    @MethodSource("kubectls")
    void kindsAndVersionsThatNobodyKnows(Kubectl kubectl) throws Exception {
        String kind = applied(kubectl, "apiVersion: apps/v1\nkind: Deploiment\nmetadata: {name: web}\n");
        assertThat(kind).contains("no matches for kind \"Deploiment\" in version \"apps/v1\"");
        String version = applied(kubectl, "apiVersion: apps/v3\nkind: Deployment\nmetadata: {name: web}\n");
        assertThat(version).contains("no matches for kind \"Deployment\" in version \"apps/v3\"");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void misspeltFields(Kubectl kubectl) throws Exception {
        String message = applied(
                kubectl,
                DEPLOYMENT.formatted("typo", "web").replace("spec:\n  selector", "spec:\n  replica: 3\n  selector"));
        assertThat(message)
                .contains(
                        kubectl.isAtLeast(25)
                                ? "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: "
                                        + "unknown field \"spec.replica\""
                                : "error validating data: ValidationError(Deployment.spec): unknown field \"replica\"");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void valuesOfTheWrongType(Kubectl kubectl) throws Exception {
        String message = applied(
                kubectl,
                DEPLOYMENT
                        .formatted("typo", "web")
                        .replace("spec:\n  selector", "spec:\n  replicas: three\n  selector"));
        assertThat(message)
                .contains(
                        kubectl.isAtLeast(25)
                                ? "Deployment in version \"v1\" cannot be handled as a Deployment: "
                                : "invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void namesThatCannotBe(Kubectl kubectl) throws Exception {
        assertThat(failure(kubectl, "create", "configmap", "Bad_Name"))
                .contains(
                        "ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC"
                                + " 1123 subdomain must consist of lower case alphanumeric characters");
        assertThat(failure(kubectl, "create", "namespace", "Bad.Name"))
                .contains("metadata.name: Invalid value: \"Bad.Name\": a lowercase RFC 1123 label must consist of");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void rightsThatAreMissing(Kubectl kubectl) throws Exception {
        assertThat(failure(kubectl, "get", "pods", "--as=jane"))
                .isEqualTo(
                        "Error from server (Forbidden): pods is forbidden: User \"jane\" cannot list resource \"pods\""
                                + " in API group \"\" in the namespace \"default\"");
        assertThat(failure(kubectl, "get", "nodes", "--as=jane"))
                .isEqualTo("Error from server (Forbidden): nodes is forbidden: User \"jane\" cannot list resource"
                        + " \"nodes\" in API group \"\" at the cluster scope");
        assertThat(failure(kubectl, "auth", "can-i", "list", "pods", "--as=jane"))
                .isEqualTo("no");
        if (kubectl.isAtLeast(27)) {
            assertThat(kubectl.run("auth", "whoami").output()).contains("ATTRIBUTE", "Username", "admin");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void whatMayNotChange(Kubectl kubectl) throws Exception {
        String name = "web-" + kubectl.version().replace('.', '-');
        Path manifest = manifest(kubectl, DEPLOYMENT.formatted(name, "web"));
        assertThat(kubectl.run("create", "-f", manifest.toString()).output()).contains("created");
        assertThat(failure(kubectl, "create", "-f", manifest.toString()))
                .contains("(AlreadyExists)", "deployments.apps \"" + name + "\" already exists");
        assertThat(failure(
                        kubectl,
                        "patch",
                        "deployment",
                        name,
                        "-p",
                        "{\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"other\"}},"
                                + "\"template\":{\"metadata\":{\"labels\":{\"app\":\"other\"}}}}}"))
                .startsWith("The Deployment \"" + name + "\" is invalid: spec.selector: Invalid value: ")
                .endsWith(": field is immutable");
        Path old = manifest(
                kubectl, kubectl.run("get", "deployment", name, "-o", "yaml").output());
        assertThat(kubectl.run("label", "deployment", name, "a=b").exit()).isZero();
        Files.writeString(old, Files.readString(old).replace("replicas: 1", "replicas: 2"));
        assertThat(failure(kubectl, "replace", "-f", old.toString()))
                .contains(
                        "Operation cannot be fulfilled on deployments.apps \"" + name
                                + "\": the object has been modified; please apply your changes to the latest version and try again");
    }

    /** It is marked, stays as long as somebody holds it, and kubectl says what it waited for. */
    @ParameterizedTest
    @MethodSource("kubectls")
    void aDeletionThatIsHeldUp(Kubectl kubectl) throws Exception {
        String name = "held-" + kubectl.version().replace('.', '-');
        assertThat(kubectl.run("create", "configmap", name).exit()).isZero();
        String hold = "{\"metadata\":{\"finalizers\":[\"example.com/hold\"]}}";
        assertThat(kubectl.run("patch", "configmap", name, "-p", hold).exit()).isZero();
        assertThat(failure(kubectl, "delete", "configmap", name, "--timeout=1s"))
                .endsWith("error: timed out waiting for the condition on configmaps/" + name);
        assertThat(kubectl.run("get", "configmap", name, "-o", "jsonpath={.metadata.deletionTimestamp}")
                        .output())
                .isNotEmpty();
        String release = "{\"metadata\":{\"finalizers\":null}}";
        assertThat(kubectl.run("patch", "configmap", name, "-p", release).exit())
                .isZero();
        assertThat(failure(kubectl, "get", "configmap", name)).contains("NotFound");
    }

    private static String applied(Kubectl kubectl, String manifest) throws Exception {
        return failure(kubectl, "apply", "-f", manifest(kubectl, manifest).toString());
    }

    private static Path manifest(Kubectl kubectl, String text) throws Exception {
        return Files.writeString(kubectl.home().resolve("manifest.yaml"), text);
    }

    private static String failure(Kubectl kubectl, String... arguments) throws Exception {
        Kubectl.Result result = kubectl.run(arguments);
        assertThat(result.exit()).as(result.output()).isEqualTo(1);
        return result.output().strip();
    }
}
