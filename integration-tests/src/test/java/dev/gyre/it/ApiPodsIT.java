package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real {@code kubectl} inside a pod: it finds the API by itself, and may what its ServiceAccount may, for as long as that is there. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiPodsIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String BY_NAME =
            "kubectl --server=https://kubernetes.default.svc --certificate-authority=" + MOUNT + "/ca.crt --token=";

    @TempDir
    static Path directory;

    static GyreCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = GyreCluster.in(directory.resolve("data"));
        cluster.up();
        Kubectl kubectl = cluster.kubectl();
        String manifest = GyreCluster.ROOT.resolve("examples/api-client.yaml").toString();
        kubectl.run("apply", "-f", manifest);
        kubectl.run("create", "namespace", "elsewhere");
        kubectl.run("apply", "-n", "elsewhere", "-f", manifest);
        kubectl.run("wait", "--for=condition=Ready", "pod/reader", "--timeout=120s");
        kubectl.run("wait", "-n", "elsewhere", "--for=condition=Ready", "pod/reader", "--timeout=120s");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** In the pod of the default namespace. */
    private static Shell.Result inside(String command) {
        return cluster.kubectl().attempt("exec", "reader", "--", "sh", "-c", command);
    }

    private static Shell.Result with(String token) {
        return inside(BY_NAME + token + " get pods -o name");
    }

    @Test
    void itSeesWhatItsRoleLetsItSeeAndNoMore() {
        assertThat(inside("kubectl get pods -o name").succeeded().stdout()).isEqualTo("pod/reader\n");
        assertThat(inside("kubectl auth can-i delete pods").stdout()).isEqualTo("no\n");
        assertThat(inside("kubectl get secrets").stderr())
                .contains("Error from server (Forbidden): secrets is forbidden: User"
                        + " \"system:serviceaccount:default:reader\" cannot list resource \"secrets\" in API group \"\" in the"
                        + " namespace \"default\"");
        assertThat(inside("kubectl get pods -n elsewhere").stderr())
                .contains("cannot list resource \"pods\" in API group \"\" in the namespace \"elsewhere\"");
    }

    @Test
    void theApiHasANameForWhichItsCertificateIs() {
        assertThat(with("$(cat " + MOUNT + "/token)").succeeded().stdout()).isEqualTo("pod/reader\n");
    }

    @Test
    void aNewTokenServesAsTheOldOneDoes() {
        String old = inside("cat " + MOUNT + "/token").succeeded().stdout();
        String young = cluster.kubectl()
                .run("create", "token", "reader", "--bound-object-kind=Pod", "--bound-object-name=reader")
                .strip();
        assertThat(young).isNotEqualTo(old);
        assertThat(with(young).succeeded().stdout()).isEqualTo("pod/reader\n");
        assertThat(with(old).succeeded().stdout()).isEqualTo("pod/reader\n");
    }

    /** Of the other namespace, where nobody else needs it. */
    @Test
    void tokensEndWithTheirPodAndWithTheirAccount() {
        Kubectl kubectl = cluster.kubectl();
        String ofThePod = kubectl.run("exec", "-n", "elsewhere", "reader", "--", "cat", MOUNT + "/token");
        String ofTheAccount =
                kubectl.run("create", "token", "reader", "-n", "elsewhere").strip();
        String asks = " get pods -n elsewhere -o name";
        assertThat(inside(BY_NAME + ofThePod + asks).succeeded().stdout()).isEqualTo("pod/reader\n");

        kubectl.run("delete", "pod", "reader", "-n", "elsewhere", "--now");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> inside(BY_NAME + ofThePod + asks).stderr().contains("(Unauthorized)"));
        assertThat(inside(BY_NAME + ofTheAccount + asks).exitCode()).isZero();

        kubectl.run("delete", "serviceaccount", "reader", "-n", "elsewhere");
        Awaitility.await()
                .atMost(SOON)
                .until(() -> inside(BY_NAME + ofTheAccount + asks).stderr().contains("(Unauthorized)"));
    }
}
