package dev.gyre.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's kcat, with the file that {@code up} leaves, reads what a kubectl did as CloudEvents. */
class KcatIT {

    @TempDir
    static Path data;

    private static GyreCluster cluster;
    private static Kubectl kubectl;

    @BeforeAll
    static void up() throws Exception {
        cluster = GyreCluster.in(data, "--nodes", "0");
        cluster.up();
        kubectl = cluster.kubectl();
    }

    @AfterAll
    static void down() {
        cluster.close();
    }

    @Test
    void kcatReadsTheChangesAsCloudEvents() {
        kubectl.run("create", "configmap", "for-kcat", "--from-literal=a=b");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(recordOf("configmaps/default/for-kcat"))
                        .contains(
                                "ce_specversion=1.0",
                                "ce_type=dev.gyre.configmaps.added",
                                "ce_subject=configmaps/default/for-kcat",
                                "ce_source=/gyre/",
                                "ce_actor=kubernetes-admin",
                                "content-type=application/json")
                        .containsPattern("ce_id=1-\\d+\\.0")
                        .containsPattern("ce_revision=\\d+")
                        .containsPattern("ce_previousrevision=\\d+")
                        .containsPattern("ce_term=\\d+")
                        .containsPattern("ce_cause=[^,]+")
                        .contains("\"data\":{\"a\":\"b\"}"));
    }

    /** The first record with this key as one line: key, headers, value. */
    private static String recordOf(String key) {
        String records = new Shell(java.util.Map.of())
                .run(
                        "kcat",
                        "-F",
                        data.resolve("kafka.properties").toString(),
                        "-C",
                        "-t",
                        "gyre.changes",
                        "-e",
                        "-q",
                        "-f",
                        "%k | %h | %s\\n")
                .succeeded()
                .stdout();
        return records.lines()
                .filter(record -> record.startsWith(key + " | "))
                .findFirst()
                .orElse("");
    }
}
