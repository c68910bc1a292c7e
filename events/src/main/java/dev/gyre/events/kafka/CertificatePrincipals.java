package dev.gyre.events.kafka;

import java.util.ArrayList;
import java.util.List;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SslAuthenticationContext;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;

/**
 * Who a client of the broker is: the common name of its certificate, which is its user name towards the API, too. The name is read
 * as a name and not searched for in its printed form, where a part that the client chose could pose as another. Whose certificate
 * has no common name, or more than one, is nobody.
 */
public final class CertificatePrincipals implements KafkaPrincipalBuilder, KafkaPrincipalSerde {

    private final KafkaPrincipalSerde serde = new DefaultKafkaPrincipalBuilder(null, null);

    @Override
    public KafkaPrincipal build(AuthenticationContext context) {
        if (!(context instanceof SslAuthenticationContext tls)) {
            return KafkaPrincipal.ANONYMOUS;
        }
        try {
            return principal(tls.session().getPeerPrincipal().getName());
        } catch (SSLPeerUnverifiedException e) {
            return KafkaPrincipal.ANONYMOUS;
        }
    }

    static KafkaPrincipal principal(String distinguishedName) {
        List<String> names = commonNames(distinguishedName);
        return names.size() == 1
                ? new KafkaPrincipal(KafkaPrincipal.USER_TYPE, names.getFirst())
                : KafkaPrincipal.ANONYMOUS;
    }

    private static List<String> commonNames(String distinguishedName) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn part : new LdapName(distinguishedName).getRdns()) {
                Attribute name = part.toAttributes().get("CN");
                for (int i = 0; name != null && i < name.size(); i++) {
                    names.add(String.valueOf(name.get(i)));
                }
            }
        } catch (NamingException e) {
            return List.of();
        }
        return names;
    }

    @Override
    public byte[] serialize(KafkaPrincipal principal) {
        return serde.serialize(principal);
    }

    @Override
    public KafkaPrincipal deserialize(byte[] bytes) {
        return serde.deserialize(bytes);
    }
}
