package dev.gyre.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gyre.gateway.ApiResponse.StatusException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinksTest {

    private static final String PREFIX = "/api/v1/namespaces/default/pods/web:80/proxy";
    private static final Links LINKS = new Links("api.example:6443", PREFIX, "172.18.0.2:80");
    private static final String PAGE =
            "<html><a class=\"x\" href=\"/a?b=c#d\">one</a><img src='/i.png'><script src=/s.js></script>"
                    + "<a href=\"relative\">a < b</a><!-- \u00e4 --><a href=\"https://elsewhere/\">e</a></html>";
    private static final String REWRITTEN = "<html><a class=\"x\" href=\"" + PREFIX + "/a?b=c#d\">one</a>"
            + "<img src='" + PREFIX + "/i.png'>"
            + "<script src=" + PREFIX + "/s.js></script>"
            + "<a href=\"relative\">a < b</a><!-- \u00e4 --><a href=\"https://elsewhere/\">e</a></html>";

    @ParameterizedTest
    @CsvSource({
        "/login,                          /api/v1/namespaces/default/pods/web:80/proxy/login",
        "/a/?b=c,                         /api/v1/namespaces/default/pods/web:80/proxy/a/?b=c",
        "http://172.18.0.2:80/x,          /api/v1/namespaces/default/pods/web:80/proxy/x",
        "https://api.example:6443/x,      /api/v1/namespaces/default/pods/web:80/proxy/x",
        "https://elsewhere/x,             https://elsewhere/x",
        "relative/x,                      relative/x",
        "../x,                            ../x",
        "#anchor,                         #anchor",
        "mailto:a@b,                      mailto:a@b",
        "not a url,                       not a url",
    })
    void aPathFromTheRootLeadsThroughTheProxy(String link, String rewritten) {
        assertThat(LINKS.rewrite(link)).isEqualTo(rewritten);
    }

    @Test
    void whatLeadsThroughTheProxyAlreadyIsNotLedTwice() {
        assertThat(LINKS.rewrite(PREFIX + "/x")).isEqualTo(PREFIX + "/x");
    }

    @Test
    void aPageIsRewrittenInItsTagsOnly() {
        HtmlLinks html = new HtmlLinks(LINKS);
        byte[] first = html.rewrite(PAGE.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(first, StandardCharsets.UTF_8) + new String(html.end(), StandardCharsets.UTF_8))
                .isEqualTo(REWRITTEN);
    }

    @Property(tries = 200)
    void whereverAPageIsCutItIsRewrittenTheSame(@ForAll @IntRange(min = 1, max = 40) int length) {
        HtmlLinks html = new HtmlLinks(LINKS);
        byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int start = 0; start < page.length; start += length) {
            out.writeBytes(
                    html.rewrite(java.util.Arrays.copyOfRange(page, start, Math.min(page.length, start + length))));
        }
        out.writeBytes(html.end());
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(REWRITTEN);
    }

    @Property(tries = 300)
    void aPageWithoutTagsStaysAsItIs(@ForAll byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '<' ? (byte) '(' : bytes[i];
        }
        HtmlLinks html = new HtmlLinks(LINKS);
        assertThat(html.rewrite(bytes)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "172.18.0.2", "8.8.8.8", "2001:db8::1", "fd00::7"})
    void addressesOfOtherMachinesAreDialled(String address) {
        assertThat(Addresses.isProxyable(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "web.default.svc",
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "169.254.169.254",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "1",
                "127.1",
                "300.1.1.1",
                "10.0.0.1/..",
                "10.0.0.1:80"
            })
    void noOtherAddressIs(String address) {
        assertThat(Addresses.isProxyable(address)).isFalse();
    }

    @Test
    void aPathIsCutBehindTheProxy() {
        assertThat(ProxyPath.of(PREFIX + "/a%2Fb/?x=%20y")).isEqualTo(new ProxyPath(PREFIX, "/a%2Fb/", "?x=%20y"));
        assertThat(ProxyPath.of(PREFIX).backendUri()).isEqualTo("/");
        assertThat(ProxyPath.of("/api/v1/nodes/n/proxy/healthz").rest()).isEqualTo("/healthz");
        assertThat(ProxyPath.of("/api/v1/nodes/n/status")).isNull();
    }

    @Test
    void aNameMayHaveASchemeAndAPort() {
        assertThat(ProxyName.parse("web")).isEqualTo(new ProxyName("", "web", ""));
        assertThat(ProxyName.parse("web:http")).isEqualTo(new ProxyName("", "web", "http"));
        assertThat(ProxyName.parse("https:web:443")).isEqualTo(new ProxyName("https", "web", "443"));
        assertThat(ProxyName.parse("https:web:")).isEqualTo(new ProxyName("https", "web", ""));
        for (String bad : List.of(":80", "ftp:web:21", "a:b:c:d", "")) {
            assertThatThrownBy(() -> ProxyName.parse(bad)).isInstanceOf(StatusException.class);
        }
    }
}
