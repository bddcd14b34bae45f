-- The first texts, as drafts an operator's lawyer can read in ten minutes.  {operator_name} and its like
-- are filled from the settings when a text is shown; the hash is of the texts as they stand here, in the
-- order of their languages.
INSERT INTO policy (id, kind, version, state, effective_at, hash, created_at) VALUES
    ('019b76da-a800-7000-8000-000000000001', 'terms', 1, 'effective', '2026-01-01T00:00:00Z', '', '2026-01-01T00:00:00Z'),
    ('019b76da-a800-7000-8000-000000000002', 'privacy', 1, 'effective', '2026-01-01T00:00:00Z', '', '2026-01-01T00:00:00Z'),
    ('019b76da-a800-7000-8000-000000000003', 'aup', 1, 'effective', '2026-01-01T00:00:00Z', '', '2026-01-01T00:00:00Z'),
    ('019b76da-a800-7000-8000-000000000004', 'payment', 1, 'effective', '2026-01-01T00:00:00Z', '', '2026-01-01T00:00:00Z');

INSERT INTO policy_text (policy_id, language, body) VALUES
('019b76da-a800-7000-8000-000000000001', 'en', '# Terms of service

These are the terms on which {operator_name} offers mastering at {site_url}. By opening an account you accept them, the privacy policy, the acceptable use policy and the payment policy. The English text binds; translations are there to help.

## Your account
- Mastering, ordering and downloading your own work need an account. Listening to something that was shared with you does not.
- An account belongs to one person and cannot be handed on. If you act for an organization you accept these terms on its behalf too; its name is noted with your acceptance, and it owns nothing here.
- You must be 13 or older. Below that we open an account only with the consent of a parent or guardian.
- Keep your password to yourself. You can leave at any time with "Exit", below your profile image, and end every session from your account page.

## Your music is yours
- You keep every right to what you upload and to what we make from it. Nothing here gives us property, copyright or recording rights.
- You allow us three things, and only for as long as we keep the files: to store them, to make backup copies of them, and to share them when you ask for it.
- From each song the engine learns about two hundred numbers, such as loudness and spectral balance. It never learns audio or words. You can switch this off, and have it forget, in your account.
- You promise that you have the rights to what you upload.

## Sharing and publishing
- Nothing is public unless you publish it. When you share, you choose who may do what, and until when; you can take it back at any time.
- What others may do with a share is what you allowed, and nothing more. Comments give nobody a right to your work.
- When you publish, you say whether a warning for parents is needed. You answer for what you publish.

## Copyright
- Tell us by e-mail at {support_email} if something here infringes your rights; say which work, where it is, who you are, and that you say so in good faith and truthfully.
- We disable what a valid notice names, tell the one who uploaded it, and put it back after a valid counter-notice unless a court is asked. Accounts that infringe repeatedly are closed.

## What we may do
- We may suspend or close an account that breaks the acceptable use policy, naming the rule. While suspended you can still read, export and pay.
- We may end a free account. We tell you before we do, unless the law or somebody''s safety forbids it.
- Files of a free account that nobody used for 90 days, and free accounts that nobody used for 12 months, may be deleted. Before an account goes you get two letters, the first at least 30 days earlier.
- The service is offered as it is. We make no promise that it never fails, and where the law allows it our liability ends at what you paid in the last twelve months.

## Ending it
You can delete your account at any time in your account page. It can be undone for 7 days; then files and personal data are erased, and backups follow within 35 days.

## Changes
A new version is announced here and by e-mail before the day it takes effect. If you use the service after that day, you accept it; if you do not want to, you can export your work, delete the account and have your unspent balance back.

Questions: {support_email}.
'),
('019b76da-a800-7000-8000-000000000002', 'en', '# Privacy policy

What {operator_name} knows about you, why, for how long, and how you can see, correct and delete it.

## What we keep
- Who you are: first and last name, e-mail address, postal address, language, and that you said you are 13 or older. We do not keep your date of birth.
- Your work: the files you upload, titles, styles, instruments, notes, settings, what was measured, and the masters made from them.
- How you came: for each session the network address, the kind of browser and device, and the page that sent you. After 90 days the address is cut to its network. Location is off unless you switch it on in your browser and your account; then only the city is kept.
- What was said: letters between you and us, and requests you made.
- What was paid: orders, amounts and PayPal''s numbers. We never see your card.
- A log of what was done with your account and by whom, staff included. You can read it.

## Cookies
One cookie keeps you signed in until you close the browser. If you ask to be remembered, a second one does so for 30 days; it holds a random token and never your password. Measuring visits needs your yes, and works the same without it. No page loads anything from another company.

## What we do with it
We use it to run the service, to answer you, to bill you, and to keep the service safe. We do not sell it or use it for others'' advertising. The engine learns numbers from your songs, never the audio, unless you switch that off.

## Who else sees it
- Nobody, unless you share or publish something, or ask a partner to act for you. What a partner gets is your name, e-mail address, plan and monthly counts of use, and each time is noted where you can see it.
- PayPal, for payments. The mail server that carries our letters.
- Courts and authorities where the law compels us, or where a life is in danger. We tell you, unless a court forbids it.
- A successor, if the business changes hands. You are told before.

## Where it is kept
On servers in the region "{region}". Musicians of a country with a house of its own are kept there. By opening an account you agree that what you send is carried to that region.

## How long
- An address that was never confirmed: 7 days.
- Files of a free account: until 90 days pass without use. A free account: until 12 months pass without use, after two letters.
- A deleted account: 7 days in which you can undo it, then it is erased; backups within 35 days.
- Invoices and the ledger: as long as tax law says, with your name replaced once the account is gone.
- What a court told us to hold: until the hold ends.

## Your rights
You can read and change your data, export all of it, and delete it, from your account page. You can also write to {support_email} with proof of who you are; we answer within 30 days and delete the proof 30 days later.

## Children
The service is not for children under 13. If we learn of such an account without the consent of a parent or guardian, it is closed at once and erased within 72 hours.

## Changes
A new version is announced before it takes effect. The day it took effect stands at the end of this page.

Questions: {support_email}.
'),
('019b76da-a800-7000-8000-000000000003', 'en', '# Acceptable use

The service is for musicians and their music. Using {site_url}, you do not:

- probe, scan or test its security, or get around it, without our consent;
- reach for areas or data that are not public or not yours;
- disturb it by overloading, flooding or bombarding it with messages;
- send malicious software through it;
- read it by machine other than through the documented interface;
- send unsolicited messages, promotions or advertising;
- deceive, or pretend to be somebody you are not, or to belong to somebody you do not;
- publish what is indecent, hateful, defamatory, or breaks the law or somebody''s privacy;
- upload what you have no rights to;
- take it apart to copy it, or harm it or its users in any other way;
- pay with somebody else''s means without their consent;
- use it for something other than what it is made for.

"Unlimited" means the use of a typical musician. If your use is unusually high we write to you with the numbers, hear you, and offer a plan that fits, before anything else happens.

When a rule is broken we tell you which. Depending on how grave it is we ask you to stop, suspend sharing or rendering, or close the account. Where somebody is in danger we act first and tell you after. You can object: {support_email}.
'),
('019b76da-a800-7000-8000-000000000004', 'en', '# Payment and refunds

- Prices stand on the page before you pay, taxes included where they apply, in the currency you chose. A quoted price holds for 24 hours.
- You pay by PayPal. What you paid for is in your account at once; an invoice comes by e-mail. Months are counted in the time zone {billing_tz}.
- A plan renews until you end it, with one click; you are told 7 days before each renewal. It then runs to the end of what you paid.

## If you are not happy
Ask for a refund from the order, and tell us why. The clock starts when we receive it:

- We have 24 hours to deliver a corrected master. You then say whether it is right; if you say nothing for 7 days, it is taken as right.
- If we deliver nothing in less than 24 hours, or you reject the correction after them, you get a full refund without asking again: the order, and, if you choose so, everything left in your balance. It goes back the way it came. Bonus credit returns as bonus.
- If you open a dispute at PayPal, PayPal decides and pays, not we: while a dispute is open no refund comes from us.
- A refunded master can no longer be downloaded; its preview stays.

## More than 20 orders
If you place more than 20 paid orders in a month, or in any 30 days, we can agree on a price. Agreements are made by telephone or e-mail and written down; you can read and download the record.

## Bonus credit
Bonuses and coupons are spent before money, end on the day they say, and are not paid out.

Questions: {support_email}.
'),
('019b76da-a800-7000-8000-000000000001', 'es', '# Condiciones del servicio

Estas son las condiciones con las que {operator_name} ofrece masterización en {site_url}. Al abrir una cuenta las aceptas, junto con la política de privacidad, la de uso aceptable y la de pagos. El texto inglés es el vinculante; las traducciones están para ayudar.

## Tu cuenta
- Para masterizar, pedir y descargar tu trabajo hace falta una cuenta. Para escuchar algo que te han compartido, no.
- Una cuenta es de una sola persona y no se puede ceder. Si actúas por una organización, aceptas también en su nombre; su nombre se anota con tu aceptación y no es dueña de nada aquí.
- Debes tener 13 años o más. Por debajo de esa edad solo abrimos una cuenta con el consentimiento de un padre, madre o tutor.
- Guarda tu contraseña para ti. Puedes salir cuando quieras con «Salir», bajo tu imagen de perfil, y cerrar todas las sesiones desde tu cuenta.

## Tu música es tuya
- Conservas todos los derechos sobre lo que subes y lo que hacemos con ello. Nada aquí nos da propiedad, derechos de autor ni de grabación.
- Nos permites tres cosas, y solo mientras guardamos los archivos: almacenarlos, hacer copias de seguridad y compartirlos cuando lo pides.
- De cada canción el motor aprende unos doscientos números, como la sonoridad y el equilibrio espectral. Nunca aprende audio ni palabras. Puedes apagarlo, y hacer que olvide, en tu cuenta.
- Prometes que tienes los derechos de lo que subes.

## Compartir y publicar
- Nada es público si no lo publicas. Al compartir eliges quién puede hacer qué y hasta cuándo, y puedes retirarlo en cualquier momento.
- Los demás pueden hacer lo que permitiste y nada más. Un comentario no da a nadie derechos sobre tu obra.
- Al publicar dices si hace falta un aviso para padres. Respondes de lo que publicas.

## Derechos de autor
- Escríbenos a {support_email} si algo aquí infringe tus derechos; di qué obra, dónde está, quién eres, y que lo dices de buena fe y con verdad.
- Desactivamos lo que nombra un aviso válido, se lo decimos a quien lo subió, y lo restauramos tras una réplica válida salvo que se acuda a un tribunal. Las cuentas que infringen repetidamente se cierran.

## Lo que podemos hacer
- Podemos suspender o cerrar una cuenta que incumple la política de uso aceptable, nombrando la regla. Suspendido, aún puedes leer, exportar y pagar.
- Podemos terminar una cuenta gratuita. Te avisamos antes, salvo que la ley o la seguridad de alguien lo impida.
- Los archivos de una cuenta gratuita sin uso durante 90 días, y las cuentas gratuitas sin uso durante 12 meses, pueden borrarse. Antes de que se borre una cuenta recibes dos cartas, la primera al menos 30 días antes.
- El servicio se ofrece tal como es. No prometemos que nunca falle y, donde la ley lo permite, nuestra responsabilidad termina en lo que pagaste en los últimos doce meses.

## Terminar
Puedes borrar tu cuenta cuando quieras en tu página. Se puede deshacer durante 7 días; después se borran los archivos y los datos personales, y las copias de seguridad dentro de 35 días.

## Cambios
Una versión nueva se anuncia aquí y por correo antes del día en que entra en vigor. Si usas el servicio después de ese día, la aceptas; si no quieres, puedes exportar tu trabajo, borrar la cuenta y recuperar el saldo no gastado.

Preguntas: {support_email}.
'),
('019b76da-a800-7000-8000-000000000002', 'es', '# Política de privacidad

Qué sabe {operator_name} de ti, por qué, durante cuánto tiempo, y cómo puedes verlo, corregirlo y borrarlo.

## Lo que guardamos
- Quién eres: nombre y apellidos, correo, dirección postal, idioma, y que dijiste tener 13 años o más. No guardamos tu fecha de nacimiento.
- Tu trabajo: los archivos que subes, títulos, estilos, instrumentos, notas, ajustes, lo medido y los másteres hechos con ellos.
- Cómo llegaste: de cada sesión, la dirección de red, el tipo de navegador y dispositivo, y la página que te envió. A los 90 días la dirección se recorta a su red. La ubicación está apagada si no la enciendes en tu navegador y en tu cuenta; entonces solo se guarda la ciudad.
- Lo que se dijo: las cartas entre tú y nosotros, y lo que pediste.
- Lo que se pagó: pedidos, importes y los números de PayPal. Nunca vemos tu tarjeta.
- Un registro de lo que se hizo con tu cuenta y quién lo hizo, también el personal. Puedes leerlo.

## Cookies
Una cookie mantiene tu sesión hasta que cierras el navegador. Si pides que te recordemos, otra lo hace 30 días; lleva una clave al azar y nunca tu contraseña. Medir visitas necesita tu sí, y todo funciona igual sin él. Ninguna página carga nada de otra empresa.

## Para qué
Para dar el servicio, responderte, cobrarte y mantenerlo seguro. No lo vendemos ni lo usamos para publicidad de otros. El motor aprende números de tus canciones, nunca el audio, salvo que lo apagues.

## Quién más lo ve
- Nadie, salvo que compartas o publiques algo, o pidas a un socio que actúe por ti. Un socio recibe tu nombre, correo, plan y recuentos mensuales de uso, y cada vez queda anotado donde puedes verlo.
- PayPal, para los pagos. El servidor que lleva nuestras cartas.
- Tribunales y autoridades cuando la ley obliga, o si hay una vida en peligro. Te lo decimos, salvo que un tribunal lo prohíba.
- Un sucesor, si el negocio cambia de manos. Te lo decimos antes.

## Dónde se guarda
En servidores de la región «{region}». Los músicos de un país con casa propia se guardan allí. Al abrir una cuenta aceptas que lo que envías se lleve a esa región.

## Cuánto tiempo
- Una dirección nunca confirmada: 7 días.
- Archivos de una cuenta gratuita: hasta 90 días sin uso. Una cuenta gratuita: hasta 12 meses sin uso, tras dos cartas.
- Una cuenta borrada: 7 días para deshacerlo, después se borra; las copias de seguridad, dentro de 35 días.
- Facturas y libro de cuentas: lo que diga la ley fiscal, con tu nombre reemplazado cuando la cuenta ya no existe.
- Lo que un tribunal mandó retener: hasta que termine la retención.

## Tus derechos
Puedes leer y cambiar tus datos, exportarlos todos y borrarlos desde tu página. También puedes escribir a {support_email} con prueba de quién eres; respondemos en 30 días y borramos la prueba 30 días después.

## Menores
El servicio no es para menores de 13 años. Si sabemos de una cuenta así sin el consentimiento de un padre, madre o tutor, se cierra de inmediato y se borra en 72 horas.

## Cambios
Una versión nueva se anuncia antes de entrar en vigor. El día en que entró en vigor está al final de esta página.

Preguntas: {support_email}.
'),
('019b76da-a800-7000-8000-000000000003', 'es', '# Uso aceptable

El servicio es para músicos y su música. Al usar {site_url}, no:

- sondeas, exploras ni pruebas su seguridad, ni la esquivas, sin nuestro consentimiento;
- buscas zonas o datos que no son públicos o no son tuyos;
- lo perturbas sobrecargándolo, inundándolo o bombardeándolo con mensajes;
- envías software malicioso a través de él;
- lo lees con máquinas por otra vía que la interfaz documentada;
- envías mensajes no pedidos, promociones ni publicidad;
- engañas, ni finges ser quien no eres o pertenecer a quien no perteneces;
- publicas lo indecente, lo que incita al odio, difama, o infringe la ley o la intimidad de alguien;
- subes aquello sobre lo que no tienes derechos;
- lo desmontas para copiarlo, ni dañas de otro modo el servicio o a sus usuarios;
- pagas con los medios de otra persona sin su consentimiento;
- lo usas para algo distinto de aquello para lo que está hecho.

«Ilimitado» significa el uso de un músico típico. Si el tuyo es inusualmente alto te escribimos con los números, te escuchamos y te ofrecemos un plan adecuado, antes de cualquier otra cosa.

Cuando se incumple una regla te decimos cuál. Según la gravedad te pedimos que pares, suspendemos compartir o masterizar, o cerramos la cuenta. Si alguien corre peligro actuamos primero y te lo decimos después. Puedes objetar: {support_email}.
'),
('019b76da-a800-7000-8000-000000000004', 'es', '# Pagos y reembolsos

- Los precios están en la página antes de pagar, con impuestos donde corresponda, en la moneda que elegiste. Un precio ofrecido vale 24 horas.
- Pagas con PayPal. Lo que pagaste está en tu cuenta al momento; la factura llega por correo. Los meses se cuentan en la zona horaria {billing_tz}.
- Un plan se renueva hasta que lo terminas, con un clic; te avisamos 7 días antes de cada renovación. Después dura hasta el final de lo pagado.

## Si no estás contento
Pide un reembolso desde el pedido y dinos por qué. El reloj empieza cuando lo recibimos:

- Tenemos 24 horas para entregar un máster corregido. Entonces dices si está bien; si no dices nada en 7 días, se da por bueno.
- Si no entregamos nada en menos de 24 horas, o rechazas la corrección pasadas esas horas, recibes el reembolso completo sin pedirlo otra vez: el pedido y, si lo eliges, todo lo que queda en tu saldo. Vuelve por donde vino. El crédito de bonificación vuelve como bonificación.
- Si abres una disputa en PayPal, decide y paga PayPal, no nosotros: mientras haya una disputa abierta no sale ningún reembolso nuestro.
- Un máster reembolsado ya no se puede descargar; su vista previa queda.

## Más de 20 pedidos
Si haces más de 20 pedidos pagados en un mes, o en 30 días cualesquiera, podemos acordar un precio. Los acuerdos se hacen por teléfono o correo y se escriben; puedes leer y descargar el registro.

## Bonificaciones
Bonificaciones y cupones se gastan antes que el dinero, terminan el día que dicen y no se pagan en efectivo.

Preguntas: {support_email}.
');

UPDATE policy p
   SET hash = (SELECT encode(sha256(convert_to(string_agg(t.body, '' ORDER BY t.language), 'UTF8')), 'hex')
                 FROM policy_text t
                WHERE t.policy_id = p.id);
