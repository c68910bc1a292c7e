package dev.gyre.gateway.discovery;

import dev.gyre.schemas.Json;
import dev.gyre.schemas.KubernetesVersion;
import tools.jackson.databind.node.ObjectNode;

/** {@code /version}. */
final class VersionInfo {

    private VersionInfo() {}

    static ObjectNode json(BuiltCommit commit) {
        return Json.object()
                .put("major", KubernetesVersion.MAJOR)
                .put("minor", KubernetesVersion.MINOR)
                .put("gitVersion", KubernetesVersion.GIT_VERSION)
                .put("gitCommit", commit.id())
                .put("gitTreeState", commit.treeState())
                .put("buildDate", commit.date())
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/" + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64"));
    }
}
