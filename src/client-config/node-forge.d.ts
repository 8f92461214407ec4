/** The part of node-forge that reads PKCS #12 stores. */
declare module "node-forge" {
  /** Anything in ASN.1. */
  type Asn1 = { readonly type: number };

  /** One thing in a store. What is no RSA key, nor a certificate of one, is there as `asn1` alone. */
  interface Bag {
    type: string;
    cert?: object | null;
    key?: object | null;
    asn1?: Asn1;
  }

  const forge: {
    asn1: {
      /** @param der a byte in each character */
      fromDer(der: string): Asn1;
      toDer(value: Asn1): { getBytes(): string };
    };
    pkcs12: {
      pkcs12FromAsn1(value: Asn1, password: string): { safeContents: { safeBags: Bag[] }[] };
    };
    pki: {
      oids: { certBag: string; keyBag: string; pkcs8ShroudedKeyBag: string };
      certificateToAsn1(certificate: object): Asn1;
      privateKeyToAsn1(key: object): Asn1;
      wrapRsaPrivateKey(key: Asn1): Asn1;
    };
  };
  export default forge;
}
