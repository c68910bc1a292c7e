package dev.gyre.gateway.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code kubectl version} prints of the server. */
class VersionInfoTest {

    private static final String ID = "72abf9716c0a5a1f1f0d8f0f5bfa2b6f2e8a9c01";

    private static JsonNode version(String... properties) {
        Properties found = new Properties();
        for (int i = 0; i < properties.length; i += 2) {
            found.setProperty(properties[i], properties[i + 1]);
        }
        return VersionInfo.json(BuiltCommit.of(found));
    }

    @Test
    void theCommitThatWasBuiltIsNamed() {
        JsonNode version =
                version("git.commit.id.full", ID, "git.dirty", "false", "git.commit.time", "2026-11-28T20:00:18Z");
        assertThat(version.path("gitCommit").asString()).isEqualTo(ID);
        assertThat(version.path("gitTreeState").asString()).isEqualTo("clean");
        assertThat(version.path("buildDate").asString()).isEqualTo("2026-11-28T20:00:18Z");
        assertThat(version("git.dirty", "true").path("gitTreeState").asString()).isEqualTo("dirty");
    }

    @Test
    void whatWasBuiltOutsideOfARepositorySaysNothingOfACommit() {
        JsonNode version = version();
        assertThat(version.path("gitCommit").asString()).isEmpty();
        assertThat(version.path("gitTreeState").asString()).isEmpty();
        assertThat(version.path("buildDate").asString()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(version.path("gitVersion").asString()).startsWith("v1.");
    }

    @Test
    void whatThisBuildFoundIsAWholeCommitOrNone() {
        BuiltCommit built = BuiltCommit.read();
        assertThat(built.id()).matches("([0-9a-f]{40})?");
        assertThat(built.treeState().isEmpty()).isEqualTo(built.id().isEmpty());
        assertThat(built.date()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }
}
