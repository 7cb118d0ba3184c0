//! Keys of clients in tests, and of nobody else.

use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey};
use samenspel::auth::keys::Keys;
use serde_json::{Value, json};

/// A key pair: what it signs with, and what is told of it.
pub struct Pair {
    pub signing: EncodingKey,
    pub algorithm: Algorithm,
    pub public: Value,
}

/// An Ed25519 key of this name.
pub fn ed25519(name: &str) -> Pair {
    let keys = Keys::derive(name);
    Pair { public: keys.jwk().clone(), signing: keys.signing, algorithm: Algorithm::EdDSA }
}

/// A P-256 key.
pub fn p256() -> Pair {
    let x = "e9SC1XmBRZVx_sJsJANnNWMk_aGh5NhTgmpv3UxN_Hg";
    let y = "eM81j8K0QyRfJmRcrM_UFoNHEtuFA0c1jrt3mnCdWxg";
    Pair {
        signing: EncodingKey::from_ec_der(&STANDARD.decode(EC).unwrap()),
        algorithm: Algorithm::ES256,
        public: json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "ec" }),
    }
}

/// An RSA key of 2048 bits, with which it signs in this way.
pub fn rsa(algorithm: Algorithm) -> Pair {
    Pair {
        signing: EncodingKey::from_rsa_der(&STANDARD.decode(RSA).unwrap()),
        algorithm,
        public: json!({ "kty": "RSA", "n": N, "e": "AQAB", "use": "sig" }),
    }
}

/// PKCS #8, in base64.
const EC: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcIEG9wK/XpjT3xgsoxLY8S7vzSQ9hzQX9zy/pVBh2EihRANCAAR71ILVeYFFlXH+wmwk\
     A2c1YyT9oaHk2FOCam/dTE38eHjPNY/CtEMkXyZkXKzP1BaDRxLbhQNHNY67d5pwnVsY";

/// In base64url.
const N: &str = "t3Xr5ZSqKqlUzGc-iN3m40ZM7rHL_GVQTu8AbMiddWah9EOhcHp2RCNUmTVugBuYTuhUjc7tOLXKabn8YrUTKnX15h8LkNIIvAazk4PxFTh7dQGaLDlT\
     gbgRe-O8saPe0ILIsvC4EQEdFJxOgJBg0sGGOx-AcrtT1Urg8PrcCVH5LD7_zjGvmiMyCfv9k5r3LE-lvL8mDsKFFKkwSsUiXUJBI_UmO2h_7IbYL58g\
     UBVFdB0yRdPOmo1l2xdiBkOzgzmzlkShP2opbhQ130peAyuoFyHWab1FcYyOogdq1X2Bn6ejvCezxojqFOZkI77hQ9LLlLowpxY3NYj_zjaT9w";

/// PKCS #1, in base64.
const RSA: &str = "MIIEowIBAAKCAQEAt3Xr5ZSqKqlUzGc+iN3m40ZM7rHL/GVQTu8AbMiddWah9EOhcHp2RCNUmTVugBuYTuhUjc7tOLXKabn8YrUTKnX15h8LkNIIvAaz\
     k4PxFTh7dQGaLDlTgbgRe+O8saPe0ILIsvC4EQEdFJxOgJBg0sGGOx+AcrtT1Urg8PrcCVH5LD7/zjGvmiMyCfv9k5r3LE+lvL8mDsKFFKkwSsUiXUJB\
     I/UmO2h/7IbYL58gUBVFdB0yRdPOmo1l2xdiBkOzgzmzlkShP2opbhQ130peAyuoFyHWab1FcYyOogdq1X2Bn6ejvCezxojqFOZkI77hQ9LLlLowpxY3\
     NYj/zjaT9wIDAQABAoIBACLpHp2OX59En61RzDWRPFltTEBztuRthw2uLz+EIWpwwErR/8t+kji/HF8XKtLX7XC+hzCA+uU6uqzJxnwmBuKilctXhwTk\
     4uKcx9k/V0X5fIy0ZFkcA4cAttsDaCnJjCHTcUuTwQMDWjxMzidq0fHo/5kKko/Ck95XpFxW8D4Zd5020cmTz7BrrhX0GPK/jVxsd1w+Sp7FjYgWjAqp\
     eqJSxWGVU7+ndDXBYXk8aQhwb134q0Sv4CMhKF690EKD20+W0eimDgIpJ2l+QV4eNB1jPdz+YFaJaxGKfobKuhPT+5WxRwA3LGbUPcwaG9m56AT8sD/Z\
     wMM2aHt6SQ3s55ECgYEA5QIYKsdBxB1e+t1uRyuy96x9dVR0S0RZ36MT5wHDyody5FrUIFCgY+GJG8NHcp86CtUhqsVm+CZgMB8GcwPGdHOb9Fk40Ugo\
     xnd4/dl6c06b3SSuW1mbdy494jWg57z53GlOMRUTK7Ev7MzXUX8tyRaVVkO2u5mclulrnmkyU38CgYEAzRWDNNeG0B6JfwH5uxwg5fvkwCCTdrJYyu87\
     Ktaimh95r6s/K9+CAq/gn4c3LX+5YgaVr9TFK/OGIBR+0Wby9I6eMDvA70QbhZnERuXHAMfpc8guB2mDq0OfzBy6PzhUsLGkIjcedEtx+qrcOhRtQihs\
     DRYuaLIaZ592MUtGm4kCgYBqTfyV7wTyWof6f8tvMjPTkLh0PI33WnU1wOe+Ni2C2DlXE2qgzYyGkO0qfA2wgYVZ/fGw6g2QZ5ADBoPh5AC9keT1Gm2r\
     iImVB2ScwdV7rSPhFePx97iZLFgBp89Xg3ug+ykW06eggpGypKvW4uiIDfmon6o1j2sHCrewQzjfVQKBgGtM0x4lmcpv/75s2S11lRzfQxrmsGDNBToA\
     GvPZ4q9CwpcPwPiCc3JWdO7ifxMWHXdVPKIHb7YELuu/7W5AL+OWbtuLl/FXsBKhlhkGBa256sICPVrxcMt9kTDo4uVK4ryj5N1l+1AbXSIqnRjiMRwJ\
     LCdYsKVkcf4/Z0Z5PRMJAoGBAK3LjuV5qSSWlmcvXEUetXMIPSqIxzTZvxeqCXq0499+G4f7Qxmw6eAdfuB8CempcwhlevpiMRuI+futz0xmiuWKa1sU\
     AZurVYkqIp05YIzW16NOm7rQYpfGH9vl4G0+wg6HBEjG9iVIe7OVUmJLB7toar6H1WKfkrHCti6nHCRY";
